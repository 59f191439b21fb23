#include "bayes/metrics/calibration/reliability_curve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

TEST(ReliabilityCurve, GivenFourImagesWhenBinnedThenEachBinSaysWhatItHolds) {
  const CategoricalPredictive predictive{
      torch::tensor({{{1.0, 0.0}, {0.7, 0.3}, {0.4, 0.6}, {0.35, 0.65}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0, 1}, torch::kInt64);

  const auto curve = reliability_curve(predictive, labels, /*bins=*/4);

  // By hand: confidences 1, 0.7, 0.6, 0.65, of which 0.6 is wrong.
  ASSERT_EQ(curve.size(), 4U);
  EXPECT_EQ(curve[2].low, 0.5);
  EXPECT_EQ(curve[2].high, 0.75);
  EXPECT_EQ(curve[2].count, 3);
  EXPECT_NEAR(curve[2].mean_confidence, 0.65, 1e-12);
  EXPECT_NEAR(curve[2].accuracy, 2.0 / 3.0, 1e-12);
  EXPECT_EQ(curve[3].count, 1);
  EXPECT_EQ(curve[3].mean_confidence, 1.0);
  EXPECT_EQ(curve[3].accuracy, 1.0);
}

TEST(ReliabilityCurve, GivenEmptyBinsWhenBinnedThenTheyAreThereWithoutAFigure) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}}}, torch::kFloat64).log()};

  const auto curve = reliability_curve(predictive, torch::tensor({0}, torch::kInt64), /*bins=*/3);

  ASSERT_EQ(curve.size(), 3U);
  EXPECT_EQ(curve[0].count, 0);
  EXPECT_TRUE(std::isnan(curve[0].accuracy));
  EXPECT_TRUE(std::isnan(curve[0].mean_confidence));
}

}  // namespace
}  // namespace bayes
