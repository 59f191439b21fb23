#include "experiments/files/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

std::string bytes_of(std::initializer_list<float> values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

Safetensors example() {
  return {{{"step", "12"}, {"note", "a \"sha256\":\"quoted\" é"}},
          {{"mask", "BOOL", {3}, std::string("\1\0\1", 3)},
           {"conv.weight", "F32", {1, 3}, bytes_of({1.5F, -2.0F, 0.0F})},
           {"step", "I64", {}, std::string("\7\0\0\0\0\0\0\0", 8)},
           {"none", "U8", {0, 4}, ""}}};
}

/// A file as another program writes it: header and payload by hand, no checksum.
std::string raw_file(const std::string& header, const std::string& payload) {
  std::string file(8, '\0');
  for (int byte = 0; byte < 8; ++byte) file[byte] = static_cast<char>(header.size() >> 8 * byte & 0xff);
  return file + header + payload;
}

std::optional<bayes::Fault> fault_of_reading(const std::string& bytes, Checksum checksum) {
  return fault_of([&] { from_safetensors(bytes, "model.safetensors", checksum); });
}

}  // namespace

TEST(Safetensors, GivenArraysWhenWrittenAndReadThenTheyAreTheSameInTheSameOrder) {
  const Safetensors written = example();

  const Safetensors read = from_safetensors(to_safetensors(written), "model.safetensors");

  EXPECT_EQ(read.metadata, written.metadata);
  ASSERT_EQ(read.arrays.size(), written.arrays.size());
  for (std::size_t i = 0; i < read.arrays.size(); ++i) {
    EXPECT_EQ(read.arrays[i].name, written.arrays[i].name);
    EXPECT_EQ(read.arrays[i].dtype, written.arrays[i].dtype);
    EXPECT_EQ(read.arrays[i].shape, written.arrays[i].shape);
    EXPECT_EQ(read.arrays[i].bytes, written.arrays[i].bytes);
  }
}

TEST(Safetensors, GivenArraysWhenWrittenThenThePayloadIsAlignedAsTheFormatAsks) {
  const std::string file = to_safetensors(example());

  // By hand: the length's low bytes, then the header; 8-byte elements first, then 4, then 1.
  const std::size_t header = static_cast<unsigned char>(file[0]) + 256U * static_cast<unsigned char>(file[1]);
  EXPECT_EQ(header % 8, 0U);
  EXPECT_EQ(file[8], '{');
  EXPECT_EQ(file.substr(8 + header),
            example().arrays[2].bytes + example().arrays[1].bytes + example().arrays[0].bytes);
  EXPECT_NE(file.find(R"("mask":{"dtype":"BOOL","shape":[3],"data_offsets":[20,23]})"), std::string::npos);
}

TEST(Safetensors, GivenAFileOfAnotherProgramWhenReadThenItsArraysAreThere) {
  // Written by hand after the format's page: blanks in the JSON, payload in another order than the table.
  const std::string file = raw_file(
      R"({ "b": {"shape": [2], "data_offsets": [4, 12], "dtype": "F32"}, "a": {"dtype": "U8", "shape": [2, 2], "data_offsets": [0, 4]} }  )",
      "abcd" + bytes_of({1.0F, 2.0F}));

  const Safetensors read = from_safetensors(file, "foreign", Checksum::kIfPresent);

  ASSERT_EQ(read.arrays.size(), 2U);
  EXPECT_EQ(read.arrays[0].name, "b");
  EXPECT_EQ(read.arrays[0].bytes, bytes_of({1.0F, 2.0F}));
  EXPECT_EQ(read.arrays[1].bytes, "abcd");
  EXPECT_EQ(fault_of_reading(file, Checksum::kRequired), bayes::Fault::kData);
}

TEST(Safetensors, GivenEveryTruncationWhenReadThenItIsFound) {
  const std::string file = to_safetensors(example());

  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_EQ(fault_of_reading(file.substr(0, size), Checksum::kRequired), bayes::Fault::kData) << size;
  }
  EXPECT_EQ(fault_of_reading(file + '\0', Checksum::kRequired), bayes::Fault::kData);
}

TEST(Safetensors, GivenEverySingleChangedByteWhenReadThenItIsFound) {
  const std::string file = to_safetensors(example());

  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
      std::string damaged = file;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      ASSERT_EQ(fault_of_reading(damaged, Checksum::kRequired), bayes::Fault::kData) << at << " ^ " << change;
    }
  }
}

TEST(Safetensors, GivenRandomDamageWithoutChecksumWhenReadThenItIsReadOrRefused) {
  const std::string file = raw_file(
      R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}})", "12345678");
  std::mt19937 random(3);
  int refused = 0;

  for (int i = 0; i < 10'000; ++i) {
    std::string damaged = file;
    for (int change = 0; change < 1 + i % 4; ++change) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    const auto fault = fault_of_reading(damaged, Checksum::kIfPresent);
    ASSERT_TRUE(!fault || fault == bayes::Fault::kData);
    refused += fault ? 1 : 0;
  }

  EXPECT_GT(refused, 5000);
}

TEST(Safetensors, GivenAHeaderThatLiesWhenReadThenItIsRefused) {
  const std::vector<std::string> headers = {
      R"()",
      R"([])",
      R"( {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]})",
      R"({})",
      R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"F16","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":8,"shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})",
      R"({"a":{"dtype":"U8","shape":[7],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"F32","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":[8.0],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":8,"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}})",
      R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8,8]}})",
      R"({"a":{"dtype":"U8","shape":[8],"data_offsets":"0,8"}})",
      R"({"a":{"dtype":"U8","shape":[8]}})",
      R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8],"more":1}})",
      R"({"a":5})",
      R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[3],"data_offsets":[5,8]}})",
      R"({"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
      R"({"a":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}})",
      R"({"a":{"dtype":"U8","shape":[7],"data_offsets":[1,8]}})",
      // 2^62 · 4 · 1 wraps to 0, and 2^32 · 2^32 · … to small numbers.
      R"({"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,8]}})",
      R"({"a":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}})",
      R"({"__metadata__":{"k":1},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"__metadata__":[],"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      R"({"__metadata__":{"sha256":""},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
      "{\"\xff\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
      R"({"a":{"dtype":"U8","shape":[[[[[[8]]]]]],"data_offsets":[0,8]}})",
      std::string(200'000, '{'),
      "{\"a\":" + std::string(200'000, '['),
  };
  const std::string sound = R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})";

  EXPECT_EQ(fault_of_reading(raw_file(sound, "12345678"), Checksum::kIfPresent), std::nullopt);
  for (const std::string& header : headers) {
    EXPECT_EQ(fault_of_reading(raw_file(header, "12345678"), Checksum::kIfPresent), bayes::Fault::kData)
        << header.substr(0, 200);
  }
  const std::string long_header(100'000'001, ' ');
  EXPECT_EQ(fault_of_reading(raw_file(long_header, ""), Checksum::kIfPresent), bayes::Fault::kData);
}

TEST(Safetensors, GivenContentThatIsNotSoundWhenWrittenThenItIsRefused) {
  const auto refused = [](std::map<std::string, std::string> metadata, std::vector<NamedArray> arrays) {
    return fault_of([&] { to_safetensors({metadata, arrays}); }) == bayes::Fault::kUsage;
  };

  EXPECT_TRUE(refused({}, {{"a", "F32", {2}, "1234"}}));
  EXPECT_TRUE(refused({}, {{"a", "F8_E4M3", {4}, "1234"}}));
  EXPECT_TRUE(refused({}, {{"a", "U8", {-1}, ""}}));
  EXPECT_TRUE(refused({}, {{"a", "U8", {1}, "1"}, {"a", "U8", {1}, "1"}}));
  EXPECT_TRUE(refused({}, {{"__metadata__", "U8", {1}, "1"}}));
  EXPECT_TRUE(refused({}, {{"\xff", "U8", {1}, "1"}}));
  EXPECT_TRUE(refused({{"sha256", "mine"}}, {}));
}

}  // namespace bnn
