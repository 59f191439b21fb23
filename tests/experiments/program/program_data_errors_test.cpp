#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "experiments/files/sha256.h"
#include "tests/experiments/datasets/gzip.h"
#include "tests/support/small_data.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kImages[] = "train-images-idx3-ubyte";
constexpr char kLabels[] = "train-labels-idx1-ubyte";
constexpr std::size_t kLabelsHeader = 8;

struct DamagedData {
  std::string name;
  std::string file;
  std::function<std::string(std::string)> damage;
  std::string message;
};

class DataErrors : public ::testing::TestWithParam<DamagedData> {};

TEST_P(DataErrors, GivenDamagedDataWhenRunThenStatusIsThreeAndNothingIsWritten) {
  const support::SmallExperiment experiment;
  const auto path = experiment.data() / "mnist" / GetParam().file;
  put(path, GetParam().damage(slurp(path)));

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages,
              AllOf(HasSubstr(GetParam().message), HasSubstr(path.string()), HasSubstr("fetch")));
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

INSTANTIATE_TEST_SUITE_P(
    Files, DataErrors,
    ::testing::Values(
        DamagedData{"Truncated", kImages, [](std::string bytes) { return bytes.substr(0, 1000); },
                    "the file ends after 984 values; 313600 are declared"},
        DamagedData{"WrongMagic", kImages, [](std::string bytes) { return "\x7f" + bytes.substr(1); },
                    "magic number 0x7f000803 instead of 0x00000803"},
        DamagedData{"WebPage", kLabels, [](const std::string&) { return std::string("<!DOCTYPE html>"); },
                    "web page"},
        DamagedData{"LabelOutOfRange", kLabels,
                    [](std::string bytes) {
                      bytes[kLabelsHeader + 5] = 10;
                      return bytes;
                    },
                    "a label is 10, but MNIST has classes 0 to 9"},
        DamagedData{"OneClass", kLabels,
                    [](const std::string& bytes) {
                      return bytes.substr(0, kLabelsHeader) + std::string(support::kSmallTraining, '\3');
                    },
                    "all labels are 3"},
        DamagedData{"DamagedGzip", kImages,
                    [](const std::string& bytes) {
                      auto packed = gzip(bytes);
                      packed[packed.size() / 2] ^= 0x10;
                      return packed;
                    },
                    "gzip data are damaged"}),
    [](const auto& info) { return info.param.name; });

// Nothing is wrong with such files by themselves.
struct ForeignData {
  std::string name;
  std::function<void(const fs::path& folder)> exchange;
  std::string file;
};

class ForeignFiles : public ::testing::TestWithParam<ForeignData> {};

TEST_P(ForeignFiles, GivenFilesUnderAKnownNameThatAreOthersWhenRunThenTheyAreRefusedByTheirSums) {
  const support::SmallExperiment experiment;
  const auto folder = experiment.data() / "mnist";
  GetParam().exchange(folder);
  const auto path = folder / GetParam().file;

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, AllOf(HasSubstr(path.string()), HasSubstr(sha256_hex({slurp(path)})),
                                    HasSubstr("bnn data fetch mnist"), HasSubstr("SHA256SUMS")));
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ForeignFiles,
    ::testing::Values(ForeignData{"Labels",
                                  [](const fs::path& folder) {
                                    auto bytes = slurp(folder / kLabels);
                                    for (std::size_t i = 0; i < 300; ++i) bytes[kLabelsHeader + i] = i % 7;
                                    put(folder / kLabels, bytes);
                                  },
                                  kLabels},
                      ForeignData{"TestForTraining",
                                  [](const fs::path& folder) {
                                    for (const char* kind : {"-images-idx3-ubyte", "-labels-idx1-ubyte"}) {
                                      put(folder / (std::string("train") + kind),
                                          slurp(folder / (std::string("t10k") + kind)));
                                    }
                                  },
                                  kImages},
                      ForeignData{"WithoutTheirList",
                                  [](const fs::path& folder) { fs::remove(folder / "SHA256SUMS"); },
                                  kImages}),
    [](const auto& info) { return info.param.name; });

TEST(DataErrors, GivenAListThatIsNoneOfSha256sumWhenRunThenStatusIsThree) {
  const support::SmallExperiment experiment;
  put(experiment.data() / "mnist/SHA256SUMS", "0123  train-images-idx3-ubyte\n");

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("line 1"), HasSubstr("SHA256SUMS")));
}

TEST(DataErrors, GivenNamesWithADotWhenRunThenTheyAreRead) {
  const support::SmallExperiment experiment;
  for (const std::string part :
       {"train-images idx3", "train-labels idx1", "t10k-images idx3", "t10k-labels idx1"}) {
    const auto folder = experiment.data() / "mnist";
    const auto blank = part.find(' ');
    const auto name = part.substr(0, blank), kind = part.substr(blank + 1);
    fs::rename(folder / (name + "-" + kind + "-ubyte"), folder / (name + "." + kind + "-ubyte"));
  }

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 0) << ended.messages;
}

TEST(DataErrors, GivenNoDataWhenRunThenTheMessageHasTheCommandThatFetches) {
  const support::SmallExperiment experiment;
  fs::remove_all(experiment.data() / "mnist");

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 3);
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("bnn data fetch mnist"), HasSubstr("BAYES_DATA")));
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

TEST(DataErrors, GivenPackedDataWhenRunThenResultsAreThoseOfTheRawFiles) {
  const support::SmallExperiment experiment;
  experiment.run("raw", {"training.epochs=1"});
  const auto path = experiment.data() / "mnist" / kImages;
  put(path.string() + ".gz", gzip(slurp(path)));
  fs::remove(path);

  const auto packed = experiment.run("packed", {"training.epochs=1"});

  EXPECT_EQ(packed.status, 0) << packed.messages;
  EXPECT_EQ(support::results_of(experiment / "packed"), support::results_of(experiment / "raw"));
}

}  // namespace
}  // namespace bnn
