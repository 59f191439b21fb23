#include "bayes/schedules/one_cycle_schedule.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(OneCycleSchedule, GivenAWarmUpWhenAskedThenItRisesToOneAndFallsByCosines) {
  const Schedule schedule = one_cycle_schedule({0.4, 0.2, 0.1});

  EXPECT_DOUBLE_EQ(schedule({0.0}), 0.2);
  EXPECT_DOUBLE_EQ(schedule({0.2}), 0.6);  // half way up: the mean of 0.2 and 1
  EXPECT_DOUBLE_EQ(schedule({0.4}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.7}), 0.55);  // half way down: the mean of 1 and 0.1
  EXPECT_DOUBLE_EQ(schedule({1.0}), 0.1);
}

TEST(OneCycleSchedule, GivenNoWarmUpWhenAskedThenItStartsAtOne) {
  EXPECT_DOUBLE_EQ(one_cycle_schedule({0.0, 0.2, 0.1})({0.0}), 1.0);
}

}  // namespace
}  // namespace bayes
