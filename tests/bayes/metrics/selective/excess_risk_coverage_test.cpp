#include "bayes/metrics/selective/excess_risk_coverage.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/metrics/selective/risk_coverage.h"

namespace bayes {
namespace {

// Confidences 0.9, 0.8, 0.7, 0.6 for class 0.
CategoricalPredictive falling_confidence() {
  return CategoricalPredictive{
      torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.7, 0.3}, {0.6, 0.4}}}, torch::kFloat64).log()};
}

TEST(ExcessRiskCoverage, GivenErrorsThatAreAllLeastConfidentWhenMeasuredThenNothingIsInExcess) {
  const auto labels = torch::tensor({0, 0, 1, 1}, torch::kInt64);

  EXPECT_NEAR(excess_area_under_risk_coverage(falling_confidence(), labels), 0.0, 1e-15);
}

TEST(ExcessRiskCoverage, GivenTheMostConfidentWrongWhenMeasuredThenTheExcessIsThatByHand) {
  const auto labels = torch::tensor({1, 0, 0, 0}, torch::kInt64);

  // by hand: the curve is 1, 1/2, 1/3, 1/4; the best is 0, 0, 0, 1/4
  EXPECT_NEAR(excess_area_under_risk_coverage(falling_confidence(), labels), (1 + 0.5 + 1.0 / 3) / 4, 1e-15);
}

TEST(ExcessRiskCoverage, GivenManyExamplesWhenMeasuredThenTheBestAreaIsThePapersApproximation) {
  torch::manual_seed(0);
  const std::int64_t count = 20000;
  const CategoricalPredictive predictive{(3.0 * torch::randn({1, count, 2}, torch::kFloat64)).log_softmax(2)};
  const auto labels = torch::bernoulli(torch::full({count}, 0.5)).to(torch::kInt64);
  const double wrong =
      predictive.mean_log_probabilities().argmax(1).ne(labels).to(torch::kFloat64).mean().item<double>();

  const double best =
      area_under_risk_coverage(predictive, labels) - excess_area_under_risk_coverage(predictive, labels);

  EXPECT_NEAR(best, (1 - wrong) * std::log(1 - wrong) + wrong, 1e-4);  // Geifman et al. 2019, equation 3
}

}  // namespace
}  // namespace bayes
