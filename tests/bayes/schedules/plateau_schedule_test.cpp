#include "bayes/schedules/plateau_schedule.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "tests/experiments/files/fault_of.h"

namespace bayes {
namespace {

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
