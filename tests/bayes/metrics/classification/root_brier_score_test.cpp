#include "bayes/metrics/classification/root_brier_score.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

TEST(RootBrierScore, GivenOneRightAndOneWrongWhenMeasuredThenItIsTheRootMeanSquareDistance) {
  const CategoricalPredictive predictive{torch::tensor({{{0.9, 0.1}, {0.8, 0.2}}}, torch::kFloat64).log()};

  const double score = root_brier_score(predictive, torch::tensor({0, 1}, torch::kInt64));

  EXPECT_NEAR(score, std::sqrt((2 * 0.01 + 2 * 0.64) / 2),
              1e-12);  // by hand; not the mean of the roots, 0.636
}

}  // namespace
}  // namespace bayes
