#include "bayes/metrics/calibration/equal_mass_bins.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(EqualMassBins, GivenFiveImagesAndTwoBinsWhenBinnedThenSumsAreThoseOfTheTwoLowestAndTheRest) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.7, 0.3}, {0.6, 0.4}, {0.55, 0.45}}}, torch::kFloat64).log()};
  const ConfidenceRanking ranking(predictive, torch::tensor({0, 0, 1, 0, 1}, torch::kInt64));

  const auto once = equal_mass_bins(ranking.sums({1, 1, 1, 1, 1}), /*bins=*/2);
  const auto counted = equal_mass_bins(ranking.sums({0, 3, 0, 1, 0}), /*bins=*/2);

  EXPECT_EQ(once[0].count, 2);  // by hand: floor(2 (r + 1/2) / 5) = 0, 0, 1, 1, 1
  EXPECT_NEAR(once[0].confidence, 0.55 + 0.6, 1e-12);
  EXPECT_EQ(once[0].correct, 1.0);
  EXPECT_EQ(once[1].count, 3);
  EXPECT_NEAR(once[1].confidence, 0.7 + 0.8 + 0.9, 1e-12);
  EXPECT_EQ(once[1].correct, 2.0);
  EXPECT_EQ(counted[0].count, 1);  // 0.6 has rank 0 of four, the three of 0.8 share rank 2
  EXPECT_EQ(counted[1].count, 3);
  EXPECT_NEAR(counted[1].confidence, 3 * 0.8, 1e-12);
}

}  // namespace
}  // namespace bayes
