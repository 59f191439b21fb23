#include "experiments/environment.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace bnn
