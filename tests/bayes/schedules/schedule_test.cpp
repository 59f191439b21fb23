#include "bayes/schedules/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "tests/experiments/files/fault_of.h"

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

TEST(ExponentialSchedule, GivenAFinalFactorWhenAskedThenEqualDistancesHaveEqualRatios) {
  const Schedule schedule = exponential_schedule({0.0001});

  EXPECT_EQ(schedule({0.0}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.5}), 0.01);  // by hand: the root of 0.0001
  EXPECT_DOUBLE_EQ(schedule({1.0}), 0.0001);
}

TEST(StepSchedule, GivenTwoDropsWhenAskedThenEveryThirdHasItsFactor) {
  const Schedule schedule = step_schedule({0.1, 2});

  EXPECT_EQ(schedule({0.0}), 1.0);
  EXPECT_EQ(schedule({0.33}), 1.0);
  EXPECT_DOUBLE_EQ(schedule({0.34}), 0.1);
  EXPECT_DOUBLE_EQ(schedule({0.99}), 0.01);
  EXPECT_DOUBLE_EQ(schedule({1.0}), 0.01);
}

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

double factor_after(const Schedule& schedule, const std::vector<double>& validation_nll) {
  return schedule({0.5, validation_nll});
}

TEST(PlateauSchedule, GivenFiguresThatGetBetterWhenAskedThenTheFactorStaysOne) {
  const Schedule schedule = plateau_schedule({});

  EXPECT_EQ(factor_after(schedule, {}), 1.0);
  EXPECT_EQ(factor_after(schedule, {2.0, 1.5, 1.0, 0.8, 0.7, 0.6}), 1.0);
}

// By hand, patience 2: of 1, 2, 3 | 0.9 | 1, 1 | 1, 1 the third, the sixth and the eighth end two worse
// epochs.
TEST(PlateauSchedule, GivenPlateausWhenAskedThenEachIsADropAndTheBestStays) {
  const Schedule schedule = plateau_schedule({0.5, 2, 0.0, 0.0});
  const std::vector<double> figures{1.0, 2.0, 3.0, 0.9, 1.0, 1.0, 1.0, 1.0};
  const std::vector<double> expected{1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125};

  for (std::size_t epochs = 1; epochs <= figures.size(); ++epochs) {
    EXPECT_EQ(
        factor_after(schedule, {figures.begin(), figures.begin() + static_cast<std::ptrdiff_t>(epochs)}),
        expected[epochs - 1])
        << epochs;
  }
}

TEST(PlateauSchedule, GivenAnEpochBetterByLessThanTheThresholdWhenAskedThenItIsNotBetter) {
  const std::vector<double> slowly{1.0, 0.95, 0.91};  // 0.91 is above 1 * (1 - 0.1)

  EXPECT_EQ(factor_after(plateau_schedule({0.5, 2, 0.1, 0.0}), slowly), 0.5);
  EXPECT_EQ(factor_after(plateau_schedule({0.5, 2, 0.08, 0.0}), slowly), 1.0);
}

TEST(PlateauSchedule, GivenALowestFactorWhenAskedThenItDropsNoFurther) {
  const Schedule schedule = plateau_schedule({0.1, 1, 0.0, 0.05});

  EXPECT_DOUBLE_EQ(factor_after(schedule, {1.0, 1.0}), 0.1);
  EXPECT_DOUBLE_EQ(factor_after(schedule, {1.0, 1.0, 1.0}), 0.05);
  EXPECT_DOUBLE_EQ(factor_after(schedule, {1.0, 1.0, 1.0, 1.0}), 0.05);
}

TEST(PlateauSchedule, GivenNoValidationSplitWhenAskedThenItRefuses) {
  const auto error = bnn::error_of([] { plateau_schedule({})({0.0}); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kUsage);
  EXPECT_NE(error->problem.find("no validation images"), std::string::npos) << error->problem;
}

}  // namespace
}  // namespace bayes
