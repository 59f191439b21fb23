#include "bayes/metrics/confidence_ranking.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(ConfidenceRanking, GivenCountsWhenSummedThenGroupsComeInFallingConfidence) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.7, 0.3}, {0.1, 0.9}, {0.7, 0.3}, {0.6, 0.4}}}, torch::kFloat64).log()};
  const ConfidenceRanking ranking(predictive, torch::tensor({0, 1, 1, 0}, torch::kInt64));

  const auto groups = ranking.sums({2, 1, 1, 0});

  ASSERT_EQ(groups.size(), 3u);  // by hand
  EXPECT_NEAR(groups[0].confidence, 0.9, 1e-12);
  EXPECT_EQ(groups[0].count, 1);
  EXPECT_EQ(groups[0].correct, 1);
  EXPECT_NEAR(groups[1].confidence, 0.7, 1e-12);
  EXPECT_EQ(groups[1].count, 3);
  EXPECT_EQ(groups[1].correct, 2);
  EXPECT_NEAR(groups[2].confidence, 0.6, 1e-12);
  EXPECT_EQ(groups[2].count, 0);
  EXPECT_EQ(groups[2].correct, 0);
}

}  // namespace
}  // namespace bayes
