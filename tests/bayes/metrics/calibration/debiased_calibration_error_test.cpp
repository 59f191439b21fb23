#include "bayes/metrics/calibration/debiased_calibration_error.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/metrics/calibration/adaptive_calibration_error.h"

namespace bayes {
namespace {

Predictive of_top_probabilities(const torch::Tensor& top) {
  return Predictive{torch::stack({top, 1 - top}, /*dim=*/1).unsqueeze(0).log()};
}

TEST(DebiasedCalibrationError, GivenOneBinWhenMeasuredThenNoiseIsTakenOff) {
  const auto predictive = of_top_probabilities(torch::tensor({0.9, 0.9, 0.9, 0.9}, torch::kFloat64));

  const double error =
      debiased_calibration_error(predictive, torch::tensor({0, 0, 1, 1}, torch::kInt64), /*bins=*/1);

  EXPECT_NEAR(error, std::sqrt(0.4 * 0.4 - 0.25 / 3), 1e-12);  // by hand
}

TEST(DebiasedCalibrationError, GivenGapsSmallerThanNoiseWhenMeasuredThenItIsZero) {
  const auto predictive = of_top_probabilities(torch::tensor({0.6, 0.6, 0.6, 0.6}, torch::kFloat64));

  EXPECT_EQ(debiased_calibration_error(predictive, torch::tensor({0, 0, 1, 1}, torch::kInt64), 1), 0.0);
}

TEST(DebiasedCalibrationError, GivenBinsOfOneImageWhenMeasuredThenTheyCountZero) {
  const auto predictive = of_top_probabilities(torch::tensor({0.6, 0.9}, torch::kFloat64));

  EXPECT_EQ(debiased_calibration_error(predictive, torch::tensor({0, 1}, torch::kInt64), 2), 0.0);
}

TEST(DebiasedCalibrationError,
     GivenAKnownErrorWhenMeasuredOftenThenItsSquareIsRightOnAverageAndTheBiasedIsNot) {
  // Confidence 0.8 everywhere, right with probability 0.7: the error is 0.1, whatever the bins. Confidences
  // differ by 1e-9 an example, so that 15 bins fill.
  constexpr int kSets = 400;
  constexpr std::int64_t kExamples = 300;
  torch::manual_seed(11);
  const auto top = 0.8 + 1e-9 * torch::arange(kExamples, torch::kFloat64);
  const auto predictive = of_top_probabilities(top);
  double squares = 0.0;
  double squares_of_squares = 0.0;
  double biased = 0.0;

  for (int set = 0; set < kSets; ++set) {
    const auto labels = torch::rand({kExamples}, torch::kFloat64).gt(0.7).to(torch::kInt64);
    const double square = std::pow(debiased_calibration_error(predictive, labels), 2);
    squares += square / kSets;
    squares_of_squares += square * square / kSets;
    biased += adaptive_calibration_error(predictive, labels) / kSets;
  }

  // Clipping at 0 raises the mean by less than its noise: the square's mean is 0.01, its deviation about
  // 0.006.
  const double standard_error = std::sqrt((squares_of_squares - squares * squares) / kSets);
  EXPECT_NEAR(squares, 0.01, 4 * standard_error);
  EXPECT_GT(biased, 0.11);  // 15 bins of 20: what noise adds to an L1 error
}

}  // namespace
}  // namespace bayes
