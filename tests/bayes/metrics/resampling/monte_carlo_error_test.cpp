#include "bayes/metrics/resampling/monte_carlo_error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "bayes/metrics/resampling/draw_subsets.h"
#include "tests/bayes/metrics/all_metrics.h"

namespace bayes {
namespace {

/// Linear in the draws: the mean over them of the probability of class 0.
Metric mean_of_class_zero() {
  return {{"linear", ""}, {}, [](const CategoricalPredictive& predictive, const torch::Tensor&) {
            return predictive.log_probabilities().exp().select(/*dim=*/2, 0).mean().item<double>();
          }};
}

TEST(MonteCarloError, GivenLinearMetricWhenEstimatedThenItIsTheStandardErrorOfTheMean) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.2, 0.8}}, {{0.5, 0.5}}, {{0.6, 0.4}}, {{0.9, 0.1}}}, torch::kFloat64).log()};

  const double error = monte_carlo_error(mean_of_class_zero(), predictive, torch::tensor({0}, torch::kInt64));

  // Closed form: sd / sqrt(S) with S - 1 under the sum of squares; mean 0.55, squares 0.1225 + 0.0025 +
  // 0.0025 + 0.1225.
  EXPECT_NEAR(error, std::sqrt(0.25 / 3 / 4), 1e-12);
}

TEST(MonteCarloError, GivenTwoDrawsWhenEstimatedThenItIsHalfTheDifferenceOfTheirMetrics) {
  const CategoricalPredictive predictive{torch::tensor({{{0.2, 0.8}}, {{0.5, 0.5}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0}, torch::kInt64);

  const auto errors =
      monte_carlo_errors({negative_log_likelihood_metric(), brier_score_metric()}, predictive, labels);

  // By hand: the halves are a draw each.
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_NEAR(errors[0], (std::log(0.5) - std::log(0.2)) / 2, 1e-12);
  EXPECT_NEAR(errors[1], (2 * 0.64 - 2 * 0.25) / 2, 1e-12);
}

TEST(MonteCarloError, GivenDrawsThatEightDoNotDivideWhenEstimatedThenTheSectionsAreThoseByHand) {
  // 17 draws: 8 sections of 2, the last draw left over; the mean of section i is that of draws 2i and 2i + 1.
  const auto p = 0.1 + 0.05 * torch::arange(17, torch::kFloat64);
  const CategoricalPredictive predictive{torch::stack({p, 1 - p}, /*dim=*/1).unsqueeze(/*dim=*/1).log()};

  const double error = monte_carlo_error(mean_of_class_zero(), predictive, torch::tensor({0}, torch::kInt64));

  // The means go up by 0.1 each: squares 0.01 * 42 over 7, and sqrt(2 / 17).
  EXPECT_NEAR(error, std::sqrt(0.01 * 42.0 / 7.0 * 2.0 / 17.0), 1e-12);
}

// Draws of a few weights that move all images together, as a network's do. Errors extrapolated from sections
// of an eighth of the draws were 1.7 (NLL) and 1.4 times (Brier) the truth here.
TEST(MonteCarloError, GivenManySetsOfDrawsWhenEstimatedThenLikelihoodsErrIsWithinATwentiethOrSoOfTheTruth) {
  torch::manual_seed(7);
  constexpr int kSets = 300;
  const auto logits = torch::randn({400, 3}, torch::kFloat64);
  const auto effects = torch::randn({6, 400 * 3}, torch::kFloat64) / std::sqrt(6.0);
  const auto labels =
      std::get<1>((logits + torch::rand({400, 3}, torch::kFloat64).log().neg().log().neg()).max(1));
  const std::vector<Metric> smooth{negative_log_likelihood_metric(), brier_score_metric()};
  std::vector<std::vector<double>> values(2), squares(2);
  for (int set = 0; set < kSets; ++set) {
    const auto moved = torch::randn({64, 6}, torch::kFloat64).mm(effects).view({64, 400, 3});
    const CategoricalPredictive predictive{(logits + moved).log_softmax(2)};
    const auto errors = monte_carlo_errors(smooth, predictive, labels);
    for (std::size_t m = 0; m < 2; ++m) {
      values[m].push_back(smooth[m].value(predictive, labels));
      squares[m].push_back(errors[m] * errors[m]);
    }
  }

  for (std::size_t m = 0; m < 2; ++m) {
    const double estimated = std::sqrt(mean_over_subsets(squares[m]));
    // 300 sets give the truth to 1 / sqrt(598) = 4 %, and the mean estimate to 2 %; the rest is the bias of
    // order 1 / S, of halves of 32 draws. 1.25 is missed by what sections of eighths say.
    EXPECT_NEAR(estimated / deviation_over_subsets(values[m]), 1.05, 0.17) << smooth[m].key;
  }
}

TEST(MonteCarloError, GivenExamplesThatFlipByThemselvesWhenEstimatedThenItIsLowByTheFourthRootOfTwo) {
  torch::manual_seed(3);
  const auto logits = torch::randn({400, 3}, torch::kFloat64);
  const auto labels = std::get<1>((logits + 0.5 * torch::randn_like(logits)).max(1));
  std::vector<double> values, squares;
  for (int set = 0; set < 150; ++set) {
    const CategoricalPredictive predictive{
        (logits + torch::randn({32, 400, 3}, torch::kFloat64)).log_softmax(2)};
    values.push_back(accuracy_metric().value(predictive, labels));
    const double error = monte_carlo_error(accuracy_metric(), predictive, labels);
    squares.push_back(error * error);
  }

  const double varies = deviation_over_subsets(values), estimated = std::sqrt(mean_over_subsets(squares));

  // The worst case: the number of examples that more draws may flip falls as S^(-1/2), so that the accuracy's
  // deviation falls as S^(-1/4) only: the squared difference of halves, over 4, is 2^(-1/2) of the square of
  // all. Sections of an eighth said 0.6 of it. 150 sets give `varies` to 6 %.
  EXPECT_NEAR(estimated / varies, std::pow(2.0, -0.25), 0.12);
}

TEST(MonteCarloError, GivenOneDrawWhenEstimatedThenItIsZero) {
  const CategoricalPredictive predictive{torch::tensor({{{0.2, 0.8}, {0.4, 0.6}}}, torch::kFloat64).log()};

  for (const auto& metric : all_metrics()) {
    EXPECT_EQ(monte_carlo_error(metric, predictive, torch::tensor({0, 1}, torch::kInt64)), 0.0) << metric.key;
  }
}

TEST(MonteCarloError, GivenMetricThatIsNotDefinedWhenEstimatedThenItIsNan) {
  const CategoricalPredictive predictive{torch::tensor({{{0.8, 0.2}}, {{0.6, 0.4}}}, torch::kFloat64).log()};

  EXPECT_TRUE(std::isnan(
      monte_carlo_error(misclassification_auroc_metric(), predictive, torch::tensor({0}, torch::kInt64))));
}

}  // namespace
}  // namespace bayes
