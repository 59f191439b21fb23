#include "experiments/run/resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using bayes::Fault;
using ::testing::HasSubstr;

// 10 draws of 100 test and 50 validation images, 10 classes, and parameters of 1,000 bytes.
const RunSize kRun{10, 100, 50, 10, 1'000, 0};

RunSize of_model(std::uint64_t bytes, std::uint64_t written = 0) { return {1, 1, 0, 10, bytes, written}; }

TEST(Resources, GivenRunsWhenTheirFilesAreEstimatedThenAllOfThemStayAndOneCheckpointForEachAtATimeDoesNot) {
  // By hand, of one: two checkpoints of 4,000 bytes, model and weights of 3,000, predictions of 4 bytes for
  // each of 10,000; a third checkpoint.
  EXPECT_EQ(bytes_to_write({kRun}, 1), 51'000u + 4'000u);
  EXPECT_EQ(bytes_to_write({kRun, kRun, kRun}, 1), 3 * 51'000u + 4'000u);
  EXPECT_EQ(bytes_to_write({kRun, kRun, kRun}, 2), 3 * 51'000u + 2 * 4'000u);
  EXPECT_EQ(bytes_to_write({kRun, kRun}, 8), 2 * 51'000u + 2 * 4'000u);
  EXPECT_EQ(bytes_to_write({}, 2), 0u);
}

TEST(Resources, GivenRunsThatAreUnderWayWhenEstimatedThenWhatIsThereIsNotWrittenAgain) {
  RunSize half = kRun, whole = kRun;
  half.written = 21'000;
  whole.written = 60'000;  // with reports, which are not estimated

  EXPECT_EQ(bytes_to_write({half, whole}, 1), 30'000u + 4'000u);
}

// Each run used to be compared with the disk by itself: the last ones of a comparison found it full.
TEST(Resources, GivenRunsThatFitTheDiskOneByOneWhenTheyDoNotTogetherThenTheyAreRefused) {
  const TemporaryFolder folder;
  const std::uint64_t part =
      fs::space(folder.path).available / 20;  // a run takes 15 of them, 11 of which stay
  const auto fault = [&](const std::vector<RunSize>& runs) {
    return fault_of([&] { require_space(folder.path, runs); });
  };

  EXPECT_EQ(fault({of_model(part)}), std::nullopt);
  EXPECT_EQ(fault({of_model(part), of_model(part, 11 * part), of_model(part, 11 * part)}), std::nullopt);
  const std::vector<RunSize> three(3, of_model(part));
  const auto error = error_of([&] { require_space(folder.path, three); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kFailed);
  EXPECT_THAT(error->problem, HasSubstr("3 runs have yet to write about "));
}

TEST(Resources, GivenPredictionsThatNoMemoryHoldsWhenRequiredThenTheLargestRunsSideBySideAreCounted) {
  const RunSize large{1'000'000, 100'000, 0, 10, 0, 0}, small{1, 100, 0, 10, 0, 0};

  const auto one = error_of([&] { require_memory({small, large}, 1); });
  const auto two = error_of([&] { require_memory({large, small, large}, 2); });

  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->fault, Fault::kFailed);
  // By hand: 22 bytes for each of 1,000,000 draws of 100,000 images and 10 classes.
  EXPECT_THAT(one->problem, HasSubstr("1000000 draws of 100000 test and 0 validation images need 22 TB"));
  EXPECT_THAT(two->problem, HasSubstr("2 runs side by side, the largest with 1000000 draws"));
  EXPECT_THAT(two->problem, HasSubstr(", need 44 TB of memory"));
  EXPECT_THAT(two->fix, HasSubstr("--threads"));
  EXPECT_EQ(fault_of([&] { require_memory({small, small}, 2); }), std::nullopt);
  EXPECT_EQ(fault_of([&] { require_memory({}, 2); }), std::nullopt);
}

TEST(Resources, GivenFilesInFoldersWhenCountedThenAllOfTheirBytesAre) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path / "deep/down");
  put(folder.path / "a", std::string(10, 'a'));
  put(folder.path / "deep/down/b", std::string(5, 'b'));

  EXPECT_EQ(bytes_below(folder.path), 15u);
  EXPECT_EQ(bytes_below(folder.path / "nowhere"), 0u);
}

}  // namespace
}  // namespace bnn
