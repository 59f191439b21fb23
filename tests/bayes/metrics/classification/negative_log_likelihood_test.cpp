#include "bayes/metrics/classification/negative_log_likelihood.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bayes {
namespace {

TEST(NegativeLogLikelihood, GivenTwoDrawsWhenMeasuredThenItIsThatOfTheMixture) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.5, 0.5}}, {{0.1, 0.9}, {0.3, 0.7}}}, torch::kFloat64).log()};

  const double nll = negative_log_likelihood(predictive, torch::tensor({0, 1}, torch::kInt64));

  // By hand: mixtures 0.5 and 0.6. The mean of the draws' own likelihoods would be 0.5 * -log(0.09) / 2 + ….
  EXPECT_NEAR(nll, -(std::log(0.5) + std::log(0.6)) / 2, 1e-12);
}

TEST(NegativeLogLikelihood, GivenLabelOfProbabilityZeroWhenMeasuredThenItIsInfinite) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}, {0.5, 0.5}}}, torch::kFloat64).log()};

  const double wrong = negative_log_likelihood(predictive, torch::tensor({1, 0}, torch::kInt64));
  const double right = negative_log_likelihood(predictive, torch::tensor({0, 0}, torch::kInt64));

  EXPECT_EQ(wrong, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(right, std::log(2.0) / 2, 1e-12);  // by hand: (0 + log 2) / 2
}

TEST(NegativeLogLikelihood, GivenProbabilityBelowTheSmallestDoubleWhenMeasuredThenItIsStillFinite) {
  const CategoricalPredictive predictive{torch::tensor({{{0.0, -2000.0}}}, torch::kFloat64)};

  EXPECT_NEAR(negative_log_likelihood(predictive, torch::tensor({1}, torch::kInt64)), 2000.0, 1e-9);
}

}  // namespace
}  // namespace bayes
