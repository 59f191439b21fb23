#include "bayes/schedules/warm_restarts_schedule.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(WarmRestartsSchedule, GivenEqualCyclesWhenAskedThenEachIsACosineFromOne) {
  const Schedule schedule = warm_restarts_schedule({2, 1.0, 0.2});

  EXPECT_DOUBLE_EQ(schedule({0.0}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.25}), 0.6);  // half way down: the mean of 1 and 0.2
  EXPECT_DOUBLE_EQ(schedule({0.5}), 1.0);   // anew
  EXPECT_DOUBLE_EQ(schedule({0.75}), 0.6);
  EXPECT_DOUBLE_EQ(schedule({1.0}), 0.2);
}

TEST(WarmRestartsSchedule, GivenGrowthWhenAskedThenTheSecondCycleIsLonger) {
  const Schedule schedule = warm_restarts_schedule({2, 3.0, 0.0});  // a quarter and three quarters

  EXPECT_DOUBLE_EQ(schedule({0.125}), 0.5);
  EXPECT_DOUBLE_EQ(schedule({0.25}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.625}), 0.5);
}

TEST(WarmRestartsSchedule, GivenLengthsBeyondDoublesWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(warm_restarts_schedule({1000, 3.0, 0.0}), Error);
  EXPECT_THROW(warm_restarts_schedule({1000, 0.1, 0.0}), Error);
  EXPECT_NO_THROW(warm_restarts_schedule({1000, 1.01, 0.0}));
}

}  // namespace
}  // namespace bayes
