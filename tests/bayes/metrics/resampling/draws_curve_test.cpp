#include "bayes/metrics/resampling/draws_curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/metrics/classification/brier_score.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "bayes/metrics/resampling/monte_carlo_error.h"

namespace bayes {
namespace {

TEST(DrawsCurve, GivenFiveDrawsWhenSubsetsAreTakenThenValuesAreThoseByHand) {
  // One image of class 0, whose probability in the draws is 0.9, 0.5, 0.7, 0.3 and 0.8: a Brier score of
  // 2 (1 - p)^2, with p averaged over the subset.
  const auto p = torch::tensor({0.9, 0.5, 0.7, 0.3, 0.8}, torch::kFloat64);
  const CategoricalPredictive predictive{torch::stack({p, 1 - p}, /*dim=*/1).unsqueeze(/*dim=*/1).log()};

  const auto curve = draws_curve({brier_score_metric()}, predictive, torch::tensor({0}, torch::kInt64));

  ASSERT_EQ(curve.size(), 2u);
  EXPECT_EQ(curve[0].draws, 1);
  EXPECT_EQ(curve[0].subsets, 5);
  EXPECT_NEAR(curve[0].values[0], (0.02 + 0.5 + 0.18 + 0.98 + 0.08) / 5, 1e-12);
  EXPECT_EQ(curve[1].draws, 2);
  EXPECT_EQ(curve[1].subsets, 2);                                     // the fifth draw is left over
  EXPECT_NEAR(curve[1].values[0], (2 * 0.09 + 2 * 0.25) / 2, 1e-12);  // p = 0.7 and 0.5
  EXPECT_NEAR(curve[1].errors[0], std::abs(2 * 0.09 - 2 * 0.25) / std::sqrt(2.0), 1e-12);  // deviation of two
}

TEST(DrawsCurve, GivenManyDrawsWhenHalvedThenTheErrorIsTheMonteCarloErrorOfAll) {
  torch::manual_seed(4);
  const auto logits =
      torch::randn({1, 60, 3}, torch::kFloat64) + 0.5 * torch::randn({512, 60, 3}, torch::kFloat64);
  const CategoricalPredictive predictive{logits.log_softmax(2)};
  const auto labels = torch::randint(3, {60}, torch::kInt64);

  const auto curve = draws_curve({negative_log_likelihood_metric()}, predictive, labels);

  // sqrt(S / S') times the error of all, but for bias of order 1 / S' and chance: that of all and the
  // deviation of 8 subsets have relative standard errors of 0.27, the deviation of 32 subsets 0.13.
  const double all = monte_carlo_error(negative_log_likelihood_metric(), predictive, labels);
  ASSERT_EQ(curve[6].subsets, 8);
  EXPECT_NEAR(std::log(curve[6].errors[0] / (all * std::sqrt(512.0 / 64))), 0.0, 3 * 0.38);
  ASSERT_EQ(curve[4].subsets, 32);
  EXPECT_NEAR(std::log(curve[4].errors[0] / (all * std::sqrt(512.0 / 16))), 0.0, 3 * 0.3);
  // By Jensen, the NLL of a mixture falls with every draw.
  for (std::size_t i = 1; i < curve.size(); ++i) EXPECT_LT(curve[i].values[0], curve[i - 1].values[0]);
}

TEST(DrawsCurve, GivenOneDrawWhenAskedForThenThereIsNoCurve) {
  const CategoricalPredictive predictive{torch::full({1, 1, 2}, 0.5, torch::kFloat64).log()};

  EXPECT_TRUE(draws_curve({brier_score_metric()}, predictive, torch::tensor({0}, torch::kInt64)).empty());
  EXPECT_THROW(draws_curve({brier_score_metric()}, predictive, torch::tensor({2}, torch::kInt64)), Error);
}

}  // namespace
}  // namespace bayes
