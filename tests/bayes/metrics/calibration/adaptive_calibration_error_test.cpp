#include "bayes/metrics/calibration/adaptive_calibration_error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

TEST(AdaptiveCalibrationError, GivenFourImagesAndTwoBinsWhenRankedThenEachBinHoldsTwo) {
  const Predictive predictive{
      torch::tensor({{{0.95, 0.05}, {0.6, 0.4}, {0.8, 0.2}, {0.7, 0.3}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 1}, torch::kInt64);

  const double error = adaptive_calibration_error(predictive, labels, /*bins=*/2);

  // By hand: {0.6 right, 0.7 wrong} and {0.8 wrong, 0.95 right}. Equal widths would put 0.8 and 0.95 with
  // others.
  EXPECT_NEAR(error, (std::abs(1 - 1.3) + std::abs(1 - 1.75)) / 4, 1e-12);
}

TEST(AdaptiveCalibrationError, GivenFiveImagesAndTwoBinsWhenRankedThenTheLowerHoldsTwo) {
  const Predictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.7, 0.3}, {0.6, 0.4}, {0.55, 0.45}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 0, 0}, torch::kInt64);

  const double error = adaptive_calibration_error(predictive, labels, /*bins=*/2);

  // By hand: floor(2 (r + 1/2) / 5) = 0, 0, 1, 1, 1 for ranks 0 … 4, so 0.7 goes with the upper ones.
  EXPECT_NEAR(error, (std::abs(2 - 1.15) + std::abs(2 - 2.4)) / 5, 1e-12);
}

TEST(AdaptiveCalibrationError, GivenEqualConfidencesAcrossAnEdgeWhenRankedThenTheyShareABin) {
  const Predictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.7, 0.3}, {0.7, 0.3}, {0.7, 0.3}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 1}, torch::kInt64);

  const double error = adaptive_calibration_error(predictive, labels, /*bins=*/2);

  // By hand: the three of 0.7 have mean rank 1, bin floor(2 * 1.5 / 4) = 0; 0.9 alone has bin 1.
  EXPECT_NEAR(error, (std::abs(1 - 2.1) + std::abs(1 - 0.9)) / 4, 1e-12);
}

}  // namespace
}  // namespace bayes
