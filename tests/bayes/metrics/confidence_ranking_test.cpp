#include "bayes/metrics/confidence_ranking.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(ConfidenceRanking, GivenCountsWhenVisitedThenGroupsThatCountComeInFallingConfidence) {
  const Predictive predictive{
      torch::tensor({{{0.7, 0.3}, {0.1, 0.9}, {0.7, 0.3}, {0.6, 0.4}}}, torch::kFloat64).log()};
  const ConfidenceRanking ranking(predictive, torch::tensor({0, 1, 1, 0}, torch::kInt64));

  std::vector<ConfidenceGroup> groups;
  ranking.visit({2, 1, 1, 0}, [&](const ConfidenceGroup& group) { groups.push_back(group); });

  ASSERT_EQ(groups.size(), 2u);  // by hand: 0.6 does not count
  EXPECT_NEAR(groups[0].confidence, 0.9, 1e-12);
  EXPECT_EQ(groups[0].count, 1);
  EXPECT_EQ(groups[0].correct, 1);
  EXPECT_NEAR(groups[1].confidence, 0.7, 1e-12);
  EXPECT_EQ(groups[1].count, 3);
  EXPECT_EQ(groups[1].correct, 2);
}

}  // namespace
}  // namespace bayes
