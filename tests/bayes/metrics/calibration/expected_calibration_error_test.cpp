#include "bayes/metrics/calibration/expected_calibration_error.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(ExpectedCalibrationError, GivenConfidenceOneWhenBinnedThenTheLastBinHoldsIt) {
  const Predictive predictive{
      torch::tensor({{{1.0, 0.0}, {0.15, 0.85}, {0.55, 0.45}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0}, torch::kInt64);

  const double error = expected_calibration_error(predictive, labels, /*bins=*/10);

  EXPECT_NEAR(error, 1.30 / 3, 1e-12);  // by hand: (|1 - 1| + |0 - 0.85| + |1 - 0.55|) / 3
}

TEST(ExpectedCalibrationError, GivenCertainAndWrongImagesWhenBinnedThenTheyAreNotDropped) {
  const Predictive predictive{torch::tensor({{{1.0, 0.0}, {0.0, 1.0}}}, torch::kFloat64).log()};

  const double error = expected_calibration_error(predictive, torch::tensor({1, 0}, torch::kInt64));

  EXPECT_EQ(error, 1.0);  // by hand: confidence 1, accuracy 0
}

TEST(ExpectedCalibrationError, GivenUnevenBinsWhenAveragedThenExamplesWeighAndNotBins) {
  // The trap: the plain mean of the two bins' gaps would be (0.1 + 0.6) / 2.
  const Predictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}, {0.4, 0.6}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0, 0}, torch::kInt64);

  const double error = expected_calibration_error(predictive, labels, /*bins=*/5);

  EXPECT_NEAR(error, (3 * 0.1 + 0.6) / 4, 1e-12);  // by hand
}

TEST(ExpectedCalibrationError, GivenGapsOfBothSignsInABinWhenSummedThenTheyCancel) {
  const Predictive predictive{torch::tensor({{{0.75, 0.25}, {0.75, 0.25}}}, torch::kFloat64).log()};

  const double error =
      expected_calibration_error(predictive, torch::tensor({0, 1}, torch::kInt64), /*bins=*/2);

  EXPECT_NEAR(error, 0.25, 1e-12);  // by hand: |0.5 - 0.75|, not (0.25 + 0.75) / 2
}

TEST(ExpectedCalibrationError, GivenNoBinsWhenMeasuredThenErrorIsThrown) {
  const Predictive predictive{torch::tensor({{{1.0, 0.0}}}, torch::kFloat64).log()};

  EXPECT_THROW(expected_calibration_error(predictive, torch::tensor({0}, torch::kInt64), 0), Error);
}

}  // namespace
}  // namespace bayes
