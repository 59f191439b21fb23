#include "bayes/kernels/instruction_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

using testing::ElementsAre;

const std::vector<InstructionSet> kAll{InstructionSet::kAvx512, InstructionSet::kAvx2,
                                       InstructionSet::kPortable};

TEST(InstructionSets, GivenALimitWhenAppliedThenBetterOnesAreGone) {
  EXPECT_EQ(limited_to(kAll, ""), kAll);
  EXPECT_EQ(limited_to(kAll, "avx512"), kAll);
  EXPECT_THAT(limited_to(kAll, "avx2"), ElementsAre(InstructionSet::kAvx2, InstructionSet::kPortable));
  EXPECT_THAT(limited_to(kAll, "portable"), ElementsAre(InstructionSet::kPortable));
}

TEST(InstructionSets, GivenALimitBeyondTheProcessorWhenAppliedThenNothingIsAdded) {
  EXPECT_THAT(limited_to({InstructionSet::kPortable}, "avx512"), ElementsAre(InstructionSet::kPortable));
}

TEST(InstructionSets, GivenAnUnknownNameWhenAppliedThenErrorIsThrown) {
  EXPECT_THROW(limited_to(kAll, "sse9"), Error);
}

TEST(InstructionSets, GivenThisProcessorWhenAskedThenPortableIsTheLast) {
  EXPECT_EQ(supported_instruction_sets().back(), InstructionSet::kPortable);
}

}  // namespace
}  // namespace bayes::kernels
