#include "bayes/schedules/step_schedule.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(StepSchedule, GivenTwoDropsWhenAskedThenEveryThirdHasItsFactor) {
  const Schedule schedule = step_schedule({0.1, 2});

  EXPECT_EQ(schedule({0.0}), 1.0);
  EXPECT_EQ(schedule({0.33}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.34}), 0.1);
  EXPECT_DOUBLE_EQ(schedule({0.99}), 0.01);
  EXPECT_DOUBLE_EQ(schedule({1.0}), 0.01);
}

}  // namespace
}  // namespace bayes
