#include "bayes/metrics/classification/brier_score.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(BrierScore, GivenThreeClassesWhenMeasuredThenItIsSummedOverAllOfThem) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.3, 0.2}}}, torch::kFloat64).log()};

  const double score = brier_score(predictive, torch::tensor({1}, torch::kInt64));

  EXPECT_NEAR(score, 0.25 + 0.49 + 0.04, 1e-12);  // by hand: 0.5^2 + (0.3 - 1)^2 + 0.2^2
}

TEST(BrierScore, GivenCertaintyWhenRightOrWrongThenItIsZeroOrTwo) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0, 0.0}}}, torch::kFloat64).log()};

  EXPECT_EQ(brier_score(predictive, torch::tensor({0}, torch::kInt64)), 0.0);
  EXPECT_EQ(brier_score(predictive, torch::tensor({2}, torch::kInt64)), 2.0);
}

}  // namespace
}  // namespace bayes
