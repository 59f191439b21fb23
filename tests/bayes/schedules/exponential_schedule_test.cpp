#include "bayes/schedules/exponential_schedule.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(ExponentialSchedule, GivenAFinalFactorWhenAskedThenEqualDistancesHaveEqualRatios) {
  const Schedule schedule = exponential_schedule({0.0001});

  EXPECT_EQ(schedule({0.0}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.5}), 0.01);  // by hand: the root of 0.0001
  EXPECT_DOUBLE_EQ(schedule({1.0}), 0.0001);
}

}  // namespace
}  // namespace bayes
