#include "experiments/environment.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bnn {
namespace {

using bayes::kernels::InstructionSet;

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

}  // namespace
}  // namespace bnn
