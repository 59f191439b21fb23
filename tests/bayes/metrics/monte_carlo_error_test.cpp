#include "bayes/metrics/monte_carlo_error.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/bayes/metrics/all_metrics.h"

namespace bayes {
namespace {

/// Linear in the draws: the mean over them of the probability of class 0.
Metric mean_of_class_zero() {
  return {"linear", "", "", false, [](const Predictive& predictive, const torch::Tensor&) {
            return predictive.log_probabilities().exp().select(/*dim=*/2, 0).mean().item<double>();
          }};
}

TEST(MonteCarloError, GivenLinearMetricWhenJackknifedThenItIsTheStandardErrorOfTheMean) {
  const Predictive predictive{
      torch::tensor({{{0.2, 0.8}}, {{0.5, 0.5}}, {{0.6, 0.4}}, {{0.9, 0.1}}}, torch::kFloat64).log()};

  const double error = monte_carlo_error(mean_of_class_zero(), predictive, torch::tensor({0}, torch::kInt64));

  // Closed form: sd / sqrt(S) with S - 1 under the sum of squares; mean 0.55, squares 0.1225 + 0.0025 +
  // 0.0025 + 0.1225.
  EXPECT_NEAR(error, std::sqrt(0.25 / 3 / 4), 1e-12);
}

TEST(MonteCarloError, GivenTwoDrawsWhenJackknifedThenItIsHalfTheDifferenceOfTheirMetrics) {
  const Predictive predictive{torch::tensor({{{0.2, 0.8}}, {{0.5, 0.5}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0}, torch::kInt64);

  const auto errors =
      monte_carlo_errors({negative_log_likelihood_metric(), brier_score_metric()}, predictive, labels);

  // By hand: theta_s is the metric of the other draw alone; sqrt(1/2 * 2 * (d / 2)^2) = d / 2.
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_NEAR(errors[0], (std::log(0.5) - std::log(0.2)) / 2, 1e-12);
  EXPECT_NEAR(errors[1], (2 * 0.64 - 2 * 0.25) / 2, 1e-12);
}

TEST(MonteCarloError, GivenOneDrawWhenJackknifedThenItIsZero) {
  const Predictive predictive{torch::tensor({{{0.2, 0.8}, {0.4, 0.6}}}, torch::kFloat64).log()};

  for (const auto& metric : all_metrics()) {
    EXPECT_EQ(monte_carlo_error(metric, predictive, torch::tensor({0, 1}, torch::kInt64)), 0.0) << metric.key;
  }
}

TEST(MonteCarloError, GivenMetricThatIsNotDefinedWhenJackknifedThenItIsNan) {
  const Predictive predictive{torch::tensor({{{0.8, 0.2}}, {{0.6, 0.4}}}, torch::kFloat64).log()};

  EXPECT_TRUE(std::isnan(
      monte_carlo_error(misclassification_auroc_metric(), predictive, torch::tensor({0}, torch::kInt64))));
}

}  // namespace
}  // namespace bayes
