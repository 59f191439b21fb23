#include "bayes/calibration/pool_adjacent_violators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bayes {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

TEST(PoolAdjacentViolators, GivenValuesThatFallWhenPooledThenTheyAreThoseByHand) {
  const std::vector<double> ones(5, 1.0);

  EXPECT_EQ(pool_adjacent_violators({1, 2, 3, 4, 5}, ones), (std::vector<double>{1, 2, 3, 4, 5}));
  EXPECT_EQ(pool_adjacent_violators({5, 4, 3, 2, 1}, ones), (std::vector<double>{3, 3, 3, 3, 3}));
  // 4 and 2 give 3, which is below nothing before it; then 1 takes all three to 7 / 3, and 0 to 1.75.
  EXPECT_EQ(pool_adjacent_violators({4, 2, 1, 0, 9}, ones), (std::vector<double>{1.75, 1.75, 1.75, 1.75, 9}));
}

TEST(PoolAdjacentViolators, GivenWeightsWhenPooledThenMeansAreWeighted) {
  EXPECT_THAT(pool_adjacent_violators({0, 1, 0.5}, {1, 1, 3}),
              ElementsAre(0.0, DoubleEq(0.625), DoubleEq(0.625)));  // (1 + 3 * 0.5) / 4
}

TEST(PoolAdjacentViolators, GivenNoValuesWhenPooledThenThereAreNone) {
  EXPECT_TRUE(pool_adjacent_violators({}, {}).empty());
}

}  // namespace
}  // namespace bayes
