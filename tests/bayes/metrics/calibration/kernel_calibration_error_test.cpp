#include "bayes/metrics/calibration/kernel_calibration_error.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

TEST(KernelCalibrationError, GivenTwoImagesWhenMeasuredThenItIsTheSumByHand) {
  const Predictive predictive{torch::tensor({{{0.9, 0.1}, {0.7, 0.3}}}, torch::kFloat64).log()};

  const double error = kernel_calibration_error(predictive, torch::tensor({0, 1}, torch::kInt64));

  const double pair = 0.1 * -0.7 * std::exp(-0.2 / 0.4);
  EXPECT_NEAR(error, std::sqrt(0.01 + 0.49 + 2 * pair) / 2, 1e-12);
}

RC_GTEST_PROP(KernelCalibrationError, GivenAnyExamplesWhenMeasuredThenItIsTheSumOverAllPairs, ()) {
  const auto cases = *random_cases();
  const auto probabilities = cases.predictive.mean_probabilities();
  const auto confidence = probabilities.amax(/*dim=*/1);
  RC_PRE(probabilities.eq(confidence.unsqueeze(1)).sum(1).eq(1).all().item<bool>());  // one top class each
  const auto right = probabilities.gather(1, cases.labels.unsqueeze(1)).squeeze(1).eq(confidence);
  const auto gap = right.to(torch::kFloat64) - confidence;
  const auto kernel = confidence.unsqueeze(0).sub(confidence.unsqueeze(1)).abs().div(-0.4).exp();
  const double square = gap.matmul(kernel).matmul(gap).item<double>() / std::pow(cases.labels.size(0), 2);

  const double error = kernel_calibration_error(cases.predictive, cases.labels);

  RC_ASSERT(std::abs(error * error - square) <= 1e-14);
}

}  // namespace
}  // namespace bayes
