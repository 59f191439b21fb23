#include "bayes/core/guards.h"

#include <gtest/gtest.h>

#include <thread>

namespace bayes {
namespace {

template <class Guard>
class Guards : public testing::Test {};

using AllGuards = testing::Types<PosteriorMeanGuard, DropoutOffGuard, DirectSumsGuard>;
TYPED_TEST_SUITE(Guards, AllGuards);

TYPED_TEST(Guards, GivenNestedGuardsWhenTheInnerEndsThenTheOuterStillHolds) {
  ASSERT_FALSE(TypeParam::active());
  {
    const TypeParam outer;
    {
      const TypeParam inner;
      EXPECT_TRUE(TypeParam::active());
    }
    EXPECT_TRUE(TypeParam::active());
  }
  EXPECT_FALSE(TypeParam::active());
}

TYPED_TEST(Guards, GivenAGuardWhenAnotherThreadAsksThenItIsNotGuarded) {
  const TypeParam guard;
  bool elsewhere = true;

  std::thread([&] { elsewhere = TypeParam::active(); }).join();

  EXPECT_FALSE(elsewhere);
  EXPECT_TRUE(TypeParam::active());
}

TEST(BothGuards, GivenOneKindWhenActiveThenTheOtherIsNot) {
  {
    const PosteriorMeanGuard mean;
    EXPECT_FALSE(DropoutOffGuard::active());
  }
  const DropoutOffGuard off;
  EXPECT_FALSE(PosteriorMeanGuard::active());
}

}  // namespace
}  // namespace bayes
