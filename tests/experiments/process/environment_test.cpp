#include "experiments/process/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>

#include "bayes/core/error.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"
#include "tests/support/sanitized.h"

namespace bnn {
namespace {

using bayes::kernels::InstructionSet;
using ::testing::HasSubstr;

TEST(Environment, GivenKernelsOfHalfTheWidthWhenBlasIsLookedAtThenWiderOnesAreNamed) {
  EXPECT_EQ(better_blas_kernels("Haswell", InstructionSet::kAvx512), "SkylakeX");
  EXPECT_EQ(better_blas_kernels("Zen", InstructionSet::kAvx512), "SkylakeX");
}

TEST(Environment, GivenKernelsThatFitWhenBlasIsLookedAtThenNothingIsNamed) {
  EXPECT_EQ(better_blas_kernels("Cooperlake", InstructionSet::kAvx512), "");
  EXPECT_EQ(better_blas_kernels("SkylakeX", InstructionSet::kAvx512), "");
  EXPECT_EQ(better_blas_kernels("Haswell", InstructionSet::kAvx2), "");
  EXPECT_EQ(better_blas_kernels("Haswell", InstructionSet::kPortable), "");
}

TEST(Environment, GivenOtherDataWhenResumedThenItIsRefusedAndWhatIsNotKnownIsNot) {
  const nlohmann::ordered_json began{{"data_sha256", {{"images", "a"}, {"labels", "b"}}}};

  EXPECT_NO_THROW(require_same_inputs(began, began));
  EXPECT_NO_THROW(require_same_inputs(began, {{"data_sha256", {{"images", "a"}}}, {"start_sha256", "c"}}));
  EXPECT_NO_THROW(require_same_inputs(nlohmann::ordered_json::object(), began));
  EXPECT_THROW(require_same_inputs(began, {{"data_sha256", {{"images", "a"}, {"labels", "x"}}}}),
               bayes::Error);
  EXPECT_THROW(require_same_inputs({{"start_sha256", "c"}}, {{"start_sha256", "d"}}), bayes::Error);
}

// Memory that is free was once held against addresses: stacks and buffers take few pages of theirs.
TEST(Environment, GivenLittleMemoryAndALimitOnAddressesWhenThreadsAreStartedThenOnlyTheLimitCounts) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const TemporaryFolder root;
  std::filesystem::create_directories(root.path / "proc/self");
  put(root.path / "proc/meminfo", "MemTotal: 4 kB\nMemAvailable: 1 kB\n");
  put(root.path / "proc/self/statm", "1000 500 0 0 0 0 0\n");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  const rlimit terabyte{std::min<rlim_t>(before.rlim_max, rlim_t{1} << 40), before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_AS, &terabyte), 0);

  const auto two = error_of([&] { make_pool(2, root.path); });
  const auto many = error_of([&] { make_pool(10'000, root.path); });
  setrlimit(RLIMIT_AS, &before);

  EXPECT_FALSE(two.has_value()) << two->problem;
  ASSERT_TRUE(many.has_value());
  // By hand: 10,000 times 136 MiB.
  EXPECT_THAT(many->problem, HasSubstr("10000 threads need 1.43 TB of addresses"));
}

}  // namespace
}  // namespace bnn
