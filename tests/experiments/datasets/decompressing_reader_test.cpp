#include "experiments/datasets/decompressing_reader.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/experiments/datasets/gzip.h"
#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

/// Everything that the reader hands out, taken in pieces of `piece` bytes.
std::string all_of(const std::string& stored, std::size_t piece) {
  std::istringstream stream(stored);
  DecompressingReader reader(stream, "file");
  std::string all;
  std::string bytes(piece, '\0');
  while (const std::size_t got = reader.read(bytes.data(), piece)) all.append(bytes, 0, got);
  EXPECT_EQ(reader.offset(), all.size());
  return all;
}

std::string some_text() {
  std::string text;
  for (std::int64_t i = 0; i < 60'000; ++i) text += std::to_string(i * i % 977);
  return text;
}

}  // namespace

TEST(DecompressingReader, GivenRawOrPackedBytesWhenReadInAnyPiecesThenTheyAreTheSame) {
  const std::string text = some_text();

  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, std::size_t{1 << 16}, text.size() + 5}) {
    EXPECT_EQ(all_of(text, piece), text);
    EXPECT_EQ(all_of(gzip(text), piece), text);
    EXPECT_EQ(all_of(gzip(text) + gzip("") + gzip("more"), piece), text + "more");
  }
  for (const char* little : {"", "\x1f", "x"}) EXPECT_EQ(all_of(little, 10), little);
}

TEST(DecompressingReader, GivenDamagedGzipWhenReadThenItIsRefused) {
  const std::string packed = gzip("a text that is packed");
  const auto fault = [](const std::string& stored) { return fault_of([&] { all_of(stored, 100); }); };
  std::string bad_sum = packed;
  bad_sum[packed.size() - 8] ^= 1;
  std::string bad_length = packed;
  bad_length[packed.size() - 4] ^= 1;

  EXPECT_EQ(fault(packed), std::nullopt);
  EXPECT_EQ(fault(bad_sum), bayes::Fault::kData);
  EXPECT_EQ(fault(bad_length), bayes::Fault::kData);
  EXPECT_EQ(fault(packed + "trailing"), bayes::Fault::kData);
  EXPECT_EQ(fault(packed + "\x1f"), bayes::Fault::kData);
  for (std::size_t size = 2; size < packed.size(); ++size) {
    EXPECT_EQ(fault(packed.substr(0, size)), bayes::Fault::kData) << size;
  }
}

}  // namespace bnn
