#include "experiments/datasets/idx_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <sstream>
#include <string>

#include "tests/experiments/datasets/gzip.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Numbers as IDX has them: 32 bits, big-endian.
std::string numbers(std::initializer_list<std::uint32_t> values) {
  std::string bytes;
  for (const std::uint32_t value : values) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  }
  return bytes;
}

/// Two images of 2 × 3 pixels, by hand.
std::string images() { return numbers({0x803, 2, 2, 3}) + "abcdefghijkl"; }
std::string labels() { return numbers({0x801, 4}) + std::string("\7\0\1\2", 4); }

IdxArray read(const std::string& bytes, IdxKind kind) {
  std::istringstream stream(bytes);
  return read_idx(stream, "file", kind);
}

std::optional<bayes::Error> trouble(const std::string& bytes, IdxKind kind) {
  return error_of([&] { read(bytes, kind); });
}

TEST(IdxFile, GivenAFileWithoutItsValuesWhenItsShapeIsReadThenTheHeaderIsEnough) {
  const TemporaryFolder folder;
  const auto shape_of = [&](const std::string& bytes) {
    put(folder.path / "images", bytes);
    return read_idx_shape(folder.path / "images", IdxKind::kImages);
  };
  const auto header = numbers({0x803, 60000, 28, 32});

  EXPECT_THAT(shape_of(header), ElementsAre(60000, 28, 32));
  EXPECT_THAT(shape_of(gzip(header)), ElementsAre(60000, 28, 32));
  EXPECT_EQ(fault_of([&] { shape_of(header.substr(0, 15)); }), bayes::Fault::kData);
  EXPECT_EQ(fault_of([&] { shape_of(labels()); }), bayes::Fault::kData);
}

std::vector<std::string> bad_image_files() {
  std::vector<std::string> files = {
      labels(),
      "<!DOCTYPE html><html><body>404 Not Found</body></html>",
      "\x89PNG\r\n\x1a\n and more of an image",
      "PK\3\4 and more of an archive",
      std::string(100, '\0'),
      numbers({0x803, 0, 2, 3}),
      numbers({0x803, 2, 0, 3}),
      numbers({0x803, 2, 2, 0}),
      numbers({0x803, 1, 2, 3}) + "abcdefghijkl",
      numbers({0x803, 3, 2, 3}) + "abcdefghijkl",
      numbers({0x803, 2, 2, 4}) + "abcdefghijkl",
      numbers({0x802, 2, 6}) + "abcdefghijkl",
      numbers({0x804, 2, 2, 3, 1}) + "abcdefghijkl",
      numbers({0x903, 2, 2, 3}) + "abcdefghijkl",
      numbers({0xd03, 2, 2, 3}) + std::string(48, 'x'),
      numbers({0x03080000, 2, 2, 3}) + "abcdefghijkl",
      numbers({0x803, 0x02000000, 0x02000000, 0x03000000}) + "abcdefghijkl",
      // Products that wrap to 0 and to 12 in 32 bits, to 0 in 64.
      numbers({0x803, 65536, 65536, 1}),
      numbers({0x803, 0x10000003, 0x10, 4}) + "abcdefghijkl",
      numbers({0x803, 0x80000000, 0x80000000, 4}) + "abcdefghijkl",
      numbers({0x803, 0xffffffff, 0xffffffff, 0xffffffff}),
      numbers({0x803, 0xffffffff, 1, 1}) + "abc",
      numbers({0x803, 1u << 20, 1u << 10, 1}) + "abc",
      numbers({0x803, (1u << 20) + 1, 1u << 10, 1}) + "abc",
      images() + "x",
      images() + images(),
      gzip(images() + "x"),
      gzip(images()) + "x",
      gzip(images()) + gzip("x"),
      gzip(gzip(images())),
      gzip(labels()),
      gzip("<html>"),
      gzip(""),
      // Bombs: much more than declared, and a declaration that nothing follows.
      gzip(images() + std::string(2'000'000, '\0')),
      gzip(numbers({0x803, 1u << 20, 1u << 10, 1})),
  };
  for (std::size_t size = 0; size < images().size(); ++size) files.push_back(images().substr(0, size));
  const std::string packed = gzip(images());
  for (std::size_t size = 2; size < packed.size(); ++size) files.push_back(packed.substr(0, size));
  return files;
}

}  // namespace

TEST(IdxFile, GivenImagesAndLabelsWhenReadRawOrPackedThenTheyAreTheSame) {
  for (const bool packed : {false, true}) {
    const IdxArray image_array = read(packed ? gzip(images()) : images(), IdxKind::kImages);
    const IdxArray label_array = read(packed ? gzip(labels()) : labels(), IdxKind::kLabels);

    EXPECT_THAT(image_array.shape, ElementsAre(2, 2, 3));
    EXPECT_THAT(image_array.values, ElementsAre('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'));
    EXPECT_THAT(label_array.shape, ElementsAre(4));
    EXPECT_THAT(label_array.values, ElementsAre(7, 0, 1, 2));
    // sha256sum of the twelve bytes, by the program sha256sum.
    EXPECT_EQ(label_array.sha256, "3d3ccc39893b418329335506b6b7831b57edf7599f3ca88677262172b6a1f143");
  }
}

TEST(IdxFile, GivenSeveralPackedMembersWhenReadThenTheyAreOneFile) {
  const std::string file = images();

  const IdxArray array = read(gzip(file.substr(0, 5)) + gzip(file.substr(5)), IdxKind::kImages);

  EXPECT_EQ(array.values.size(), 12U);
}

TEST(IdxFile, GivenBadFilesWhenReadThenEachIsRefusedWithFileAndOffset) {
  const std::vector<std::string> files = bad_image_files();

  EXPECT_GE(files.size(), 60U);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto error = trouble(files[i], IdxKind::kImages);
    ASSERT_TRUE(error) << "file " << i << " was taken";
    EXPECT_EQ(error->fault, bayes::Fault::kData);
    EXPECT_THAT(error->where, HasSubstr("file, "));
    EXPECT_FALSE(error->fix.empty());
  }
  EXPECT_EQ(fault_of([] { read(images(), IdxKind::kLabels); }), bayes::Fault::kData);
  EXPECT_EQ(fault_of([] { read(numbers({0x801, 0}), IdxKind::kLabels); }), bayes::Fault::kData);
}

TEST(IdxFile, GivenTypicalMistakesWhenReadThenTheMessageSaysWhatIsExpectedAndFound) {
  EXPECT_EQ(trouble(labels(), IdxKind::kImages)->problem,
            "magic number 0x00000801 instead of 0x00000803: these are labels, not images");
  EXPECT_EQ(trouble("<!DOCTYPE html>", IdxKind::kImages)->problem,
            "magic number 0x3c21444f instead of 0x00000803: this looks like a web page");
  EXPECT_EQ(trouble(images().substr(0, 20), IdxKind::kImages)->problem,
            "the file ends after 4 values; 12 are declared");
  EXPECT_EQ(trouble(images().substr(0, 20), IdxKind::kImages)->where, "file, byte 20");
  EXPECT_EQ(trouble(images() + "xy", IdxKind::kImages)->where, "file, byte 28");
}

TEST(IdxFile, GivenRandomDamageWhenReadThenItIsReadOrRefused) {
  const std::string raw = images();
  const std::string packed = gzip(images());
  std::mt19937 random(11);
  int refused = 0;

  for (int i = 0; i < 10'000; ++i) {
    std::string damaged = i % 2 == 0 ? raw : packed;
    for (int change = 0; change < 1 + i % 5; ++change) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    if (i % 3 == 0) damaged.resize(random() % (damaged.size() + 4));
    const auto fault = fault_of([&] { read(damaged, IdxKind::kImages); });
    ASSERT_TRUE(!fault || fault == bayes::Fault::kData);
    refused += fault ? 1 : 0;
  }

  EXPECT_GT(refused, 5000);
}

TEST(IdxFile, GivenAFileWhenItIsMissingOrAFolderThenTheFaultIsTheData) {
  const TemporaryFolder folder;
  put(folder.path / "images", images());

  EXPECT_EQ(read_idx(folder.path / "images", IdxKind::kImages).values.size(), 12U);
  EXPECT_EQ(fault_of([&] { read_idx(folder.path / "missing", IdxKind::kImages); }), bayes::Fault::kData);
  EXPECT_EQ(fault_of([&] { read_idx(folder.path, IdxKind::kImages); }), bayes::Fault::kData);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // sanitizers keep what was freed
TEST(IdxFile, GivenALargeFileWhenReadThenTwiceItsSizeIsEnoughMemory) {
  constexpr std::uint64_t kSize = 32 << 20;
  const std::string packed = gzip(numbers({0x803, 1 << 5, 1 << 10, 1 << 10}) + std::string(kSize, '\1'));

  // In a child, whose peak begins with what it has at the fork.
  const pid_t child = ::fork();
  if (child == 0) {
    const auto peak = [] {
      rusage usage{};
      ::getrusage(RUSAGE_SELF, &usage);
      return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    };
    const std::uint64_t before = peak();
    std::istringstream stream(packed);
    const IdxArray array = read_idx(stream, "file", IdxKind::kImages);
    ::_exit(array.values.size() == kSize && peak() < before + 2 * kSize ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);

  EXPECT_EQ(status, 0);
}
#endif

}  // namespace bnn
