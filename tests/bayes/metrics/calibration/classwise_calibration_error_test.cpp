#include "bayes/metrics/calibration/classwise_calibration_error.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(ClasswiseCalibrationError, GivenThreeClassesWhenMeasuredThenEveryProbabilityCounts) {
  const Predictive predictive{torch::tensor({{{0.7, 0.2, 0.1}, {0.1, 0.6, 0.3}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 2}, torch::kInt64);

  const double error = classwise_calibration_error(predictive, labels, /*bins=*/2);

  // By hand, bins (0, 0.5] and (0.5, 1]: class 0: |0 - 0.1| + |1 - 0.7|; class 1: |0 - 0.2| + |0 - 0.6|;
  // class 2, both in the first: |(0 - 0.1) + (1 - 0.3)|; over 2 images and 3 classes.
  EXPECT_NEAR(error, (0.4 + 0.8 + 0.6) / 2 / 3, 1e-12);
}

TEST(ClasswiseCalibrationError, GivenProbabilityZeroOfTheLabelWhenMeasuredThenItIsNotDropped) {
  const Predictive predictive{torch::tensor({{{1.0, 0.0}}}, torch::kFloat64).log()};

  EXPECT_EQ(classwise_calibration_error(predictive, torch::tensor({1}, torch::kInt64)), 1.0);  // by hand
}

}  // namespace
}  // namespace bayes
