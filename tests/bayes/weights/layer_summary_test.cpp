#include "bayes/weights/layer_summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "bayes/core/error.h"

namespace bayes {
namespace {

std::vector<WeightMoments> two_layers() {
  return {{"conv1.weight", torch::tensor({{1.0, -2.0}, {3.0, 0.5}}), torch::full({2, 2}, 0.5), 4.0},
          {"conv1.bias", torch::tensor({-0.25}), torch::tensor({0.5}), 1.0},
          {"block.fc.weight", torch::tensor({2.0, 4.0}), torch::tensor({1.0, 0.0}), 2.5}};
}

TEST(LayerSummary, GivenWeightAndBiasWhenSummarisedThenTheyAreOneLayerAndTheTotalComesLast) {
  const auto summaries = layer_summaries(two_layers());

  ASSERT_EQ(summaries.size(), 3U);
  EXPECT_EQ(summaries[0].name, "conv1");
  EXPECT_EQ(summaries[1].name, "block.fc");
  EXPECT_EQ(summaries[2].name, "total");
  EXPECT_EQ(summaries[0].count, 5);
  EXPECT_EQ(summaries[2].count, 7);
  EXPECT_EQ(summaries[0].kl, 5.0);
  EXPECT_EQ(summaries[2].kl, 7.5);
}

TEST(LayerSummary, GivenSignedMeansWhenSummarisedThenAbsoluteValuesAreAveraged) {
  const auto summary = layer_summaries(two_layers())[0];

  EXPECT_NEAR(summary.mean_absolute_mean, 6.75 / 5, 1e-12);  // by hand: (1 + 2 + 3 + 0.5 + 0.25) / 5
  EXPECT_NEAR(summary.mean_sd, 0.5, 1e-12);
}

TEST(LayerSummary, GivenFiveRatiosWhenSummarisedThenQuantilesAreNumpys) {
  const auto quantiles = layer_summaries(two_layers())[0].signal_to_noise;

  // numpy.quantile([2, 4, 6, 1, 0.5], [0.05, 0.25, 0.5, 0.75, 0.95])
  const std::vector<double> expected{0.6, 1.0, 2.0, 4.0, 5.6};
  for (std::size_t q = 0; q < expected.size(); ++q) EXPECT_NEAR(quantiles[q], expected[q], 1e-12) << q;
}

TEST(LayerSummary, GivenPointWeightsWhenSummarisedThenSignalToNoiseIsInfinite) {
  const WeightMoments point{"fc.weight", torch::tensor({1.0, -1.0}), torch::zeros({2}), 0.0};

  const auto summary = layer_summaries({point}).front();

  for (const double quantile : summary.signal_to_noise) {
    EXPECT_EQ(quantile, std::numeric_limits<double>::infinity());
  }
  EXPECT_EQ(std::accumulate(summary.sds.counts.begin(), summary.sds.counts.end(), std::int64_t{0}), 2);
}

TEST(LayerSummary, GivenNoMomentsWhenSummarisedThenThereIsNothing) {
  EXPECT_TRUE(layer_summaries({}).empty());
}

TEST(LayerSummary, GivenMomentsThatMakeNoSenseWhenSummarisedThenErrorIsThrown) {
  const WeightMoments not_finite{"a.weight", torch::tensor({NAN}), torch::tensor({1.0}), 0.0};
  const WeightMoments negative{"a.weight", torch::tensor({1.0}), torch::tensor({-1.0}), 0.0};
  const WeightMoments shapes{"a.weight", torch::tensor({1.0}), torch::tensor({1.0, 1.0}), 0.0};

  EXPECT_THROW(layer_summaries({not_finite}), Error);
  EXPECT_THROW(layer_summaries({negative}), Error);
  EXPECT_THROW(layer_summaries({shapes}), Error);
}

}  // namespace
}  // namespace bayes
