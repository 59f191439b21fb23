#include "bayes/schedules/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

TEST(ConstantSchedule, GivenAnyProgressWhenAskedThenTheFactorIsOne) {
  const Schedule schedule = constant_schedule({});

  EXPECT_EQ(schedule({0.0}), 1.0);
  EXPECT_EQ(schedule({0.7}), 1.0);
}

// By hand from equation 5 of Loshchilov & Hutter 2017: last + (1 - last) (1 + cos(pi t)) / 2.
TEST(CosineSchedule, GivenNoFinalFactorWhenAskedThenItFallsFromOneToZero) {
  const Schedule schedule = cosine_schedule({});

  EXPECT_DOUBLE_EQ(schedule({0.0}), 1.0);
  EXPECT_NEAR(schedule({0.25}), 0.5 + std::sqrt(2.0) / 4.0, 1e-15);
  EXPECT_NEAR(schedule({0.5}), 0.5, 1e-15);
  EXPECT_NEAR(schedule({2.0 / 3.0}), 0.25, 1e-15);
  EXPECT_NEAR(schedule({1.0}), 0.0, 1e-15);
}

TEST(CosineSchedule, GivenAFinalFactorWhenAskedThenItEndsThere) {
  const Schedule schedule = cosine_schedule({0.2});

  EXPECT_DOUBLE_EQ(schedule({0.0}), 1.0);
  EXPECT_NEAR(schedule({0.5}), 0.6, 1e-15);
  EXPECT_NEAR(schedule({1.0}), 0.2, 1e-15);
}

}  // namespace
}  // namespace bayes
