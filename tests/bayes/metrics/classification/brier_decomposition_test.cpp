#include "bayes/metrics/classification/brier_decomposition.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include "bayes/metrics/classification/brier_score.h"
#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

/// The Brier score after each p(c) is replaced by its mean over the examples of its bin, by LibTorch.
double binned_brier_score(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                          std::int64_t bins) {
  const auto probabilities = predictive.mean_probabilities();
  const auto index = (probabilities * bins).ceil().clamp(1, bins).sub(1).to(torch::kInt64);
  const auto one_hot = torch::one_hot(labels, predictive.classes()).to(torch::kFloat64);
  const auto zero = torch::zeros({bins, predictive.classes()}, torch::kFloat64);
  const auto sums = zero.scatter_add(/*dim=*/0, index, probabilities);
  const auto counts = zero.scatter_add(/*dim=*/0, index, torch::ones_like(probabilities));
  const auto binned = (sums / counts).gather(/*dim=*/0, index);
  return (binned - one_hot).square().sum(/*dim=*/1).mean().item<double>();
}

TEST(BrierDecomposition, GivenTwoBinsWhenDecomposedThenPartsAreThoseByHand) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.7, 0.3}, {0.2, 0.8}, {0.4, 0.6}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 1, 1, 1}, torch::kInt64);

  const auto parts = brier_decomposition(predictive, labels, /*bins=*/2);

  // By hand. Class 0: p = 0.9, 0.7 in (0.5, 1] with frequency 1/2, p = 0.2, 0.4 in (0, 0.5] with 0; base rate
  // 1/4. Class 1 mirrors it.
  EXPECT_NEAR(parts.reliability, 2 * (0.5 * 0.3 * 0.3 + 0.5 * 0.3 * 0.3), 1e-12);
  EXPECT_NEAR(parts.resolution, 2 * (0.5 * 0.25 * 0.25 + 0.5 * 0.25 * 0.25), 1e-12);
  EXPECT_NEAR(parts.uncertainty, 2 * 0.25 * 0.75, 1e-12);
}

RC_GTEST_PROP(BrierDecomposition, GivenAnyExamplesWhenDecomposedThenPartsMakeTheBinnedBrierScore, ()) {
  const auto cases = *random_cases();
  const auto bins = *rc::gen::inRange<std::int64_t>(1, 20);

  const auto parts = brier_decomposition(cases.predictive, cases.labels, bins);

  const double binned = binned_brier_score(cases.predictive, cases.labels, bins);
  RC_ASSERT(std::abs(parts.binned_score() - binned) <= 1e-12);
  RC_ASSERT(parts.reliability >= 0.0 && parts.resolution >= 0.0 && parts.uncertainty >= 0.0);
}

TEST(BrierDecomposition, GivenVeryNarrowBinsWhenDecomposedThenPartsMakeTheBrierScoreItself) {
  torch::manual_seed(3);
  const CategoricalPredictive predictive{torch::randn({3, 200, 4}, torch::kFloat64).log_softmax(2)};
  const auto labels = torch::randint(4, {200}, torch::kInt64);

  const auto parts = brier_decomposition(predictive, labels, /*bins=*/100000);

  EXPECT_NEAR(parts.binned_score(), brier_score(predictive, labels),
              8e-5);  // of four squares, each moves by at most twice the width of a bin
}

}  // namespace
}  // namespace bayes
