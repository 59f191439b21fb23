#include "bayes/metrics/calibration/maximum_calibration_error.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(MaximumCalibrationError, GivenTwoBinsWhenMeasuredThenItIsTheLargerGapWhateverTheCounts) {
  const Predictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}, {0.4, 0.6}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0, 0}, torch::kInt64);

  const double error = maximum_calibration_error(predictive, labels, /*bins=*/5);

  EXPECT_NEAR(error, 0.6, 1e-12);  // by hand: gaps 0.1 (three images) and 0.6 (one)
}

}  // namespace
}  // namespace bayes
