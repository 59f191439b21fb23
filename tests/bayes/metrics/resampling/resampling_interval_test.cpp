#include "bayes/metrics/resampling/resampling_interval.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

/// 0, 1, …, 40 and a value that is not defined.
std::vector<double> resampled() {
  std::vector<double> values{std::nan("")};
  for (int i = 40; i >= 0; --i) values.push_back(i);
  return values;
}

TEST(ResamplingInterval, GivenValuesThatAreNotDefinedWhenQuantilesAreTakenThenTheyAreLeftOut) {
  const auto [low, high] = percentile_interval(resampled());

  EXPECT_DOUBLE_EQ(low, 1.0);  // by hand: 2.5 % of the way from 0 to 40
  EXPECT_DOUBLE_EQ(high, 39.0);
  EXPECT_TRUE(std::isnan(percentile_interval({std::nan("")}).low));
}

TEST(ResamplingInterval, GivenResamplesThatLieHighWhenTakenThenSquaresAreThoseByHand) {
  const double mean_square = 40.0 * 41.0 * 81.0 / 6.0 / 41.0;  // of 0 to 40: 540
  const double spread = 39.0 * 39.0 - mean_square;

  const auto biased = interval_of(Resampling::kUpward, 35.0, resampled());
  const auto moderate = interval_of(Resampling::kUpward, 20.0, resampled());
  const auto debiased = interval_of(Resampling::kUpwardInResamples, 35.0, resampled());

  // Resamples lie lower than 35: nothing was added. Above, no resample came near sqrt(35^2 + 981).
  EXPECT_NEAR(biased.low, std::sqrt(35.0 * 35.0 - spread), 1e-12);
  EXPECT_NEAR(biased.high, 39.0, 1e-12);
  EXPECT_EQ(moderate.low, 0.0);
  EXPECT_NEAR(moderate.high, std::sqrt(400.0 + spread), 1e-12);
  EXPECT_NEAR(debiased.low, std::sqrt(35.0 * 35.0 - spread), 1e-12);
}

TEST(ResamplingInterval, GivenResamplesThatLieLowWhenTakenThenItReachesFurtherUp) {
  const auto [low, high] = interval_of(Resampling::kDownward, 22.0, resampled());

  // By hand: the mean is 20 and 2 below the value, the 2.5 % quantile of 1 lies 19 below the mean.
  EXPECT_DOUBLE_EQ(low, 3.0);
  EXPECT_DOUBLE_EQ(high, 43.0);
}

TEST(ResamplingInterval, GivenAnyResamplesWhenTheyAreBiasedThenTheValueLiesInside) {
  for (const auto kind : {Resampling::kUpward, Resampling::kUpwardInResamples, Resampling::kDownward}) {
    for (const double value : {0.0, 0.5, 20.0, 39.5, 100.0}) {
      const auto [low, high] = interval_of(kind, value, resampled());
      EXPECT_LE(low, value);
      EXPECT_GE(high, value);
    }
  }
}

TEST(ResamplingInterval, GivenADifferenceWhenItIsUnbiasedThenItsEndsAreItsQuantiles) {
  const ResampledValue ours{20.0, resampled()}, none{0.0, std::vector<double>(42, 0.0)};

  const auto one = difference_interval(Resampling::kUnbiased, {ours}, {none});
  const auto two = difference_interval(Resampling::kUnbiased, {ours, none}, {none, none});

  EXPECT_DOUBLE_EQ(one.low, 1.0);
  EXPECT_DOUBLE_EQ(one.high, 39.0);
  EXPECT_DOUBLE_EQ(two.high, 19.5);  // the mean of both pairs
}

TEST(ResamplingInterval, GivenADifferenceWhenBothAreBiasedThenSquaresAreThoseByHand) {
  // Ours are 3 and in resamples 4 or 2, theirs are 1: (16 - 1) / 4 or (4 - 1) / 4 for a difference of 2.
  const ResampledValue ours{3.0, {4.0, 2.0}}, theirs{1.0, {1.0, 1.0}};

  const auto [low, high] = difference_interval(Resampling::kUpward, {ours}, {theirs});

  // The mean is 2.25: without bias 1.75. Quantiles lie 0.95 of (3.75 - 0.75) / 2 from it. The mean square of
  // ours is 10, so that it is sqrt(8) without bias, and the sum 4 is sqrt(8) + 1: ends stretch.
  EXPECT_NEAR(low, 1.75 - 0.95 * 1.5, 1e-12);
  EXPECT_NEAR(
      high, std::min((2.0 + 0.95 * 1.5) * 4.0 / (std::sqrt(8.0) + 1.0), std::sqrt(9.0 + 3.95 * 3.95 - 10.0)),
      1e-12);
}

TEST(ResamplingInterval, GivenNothingToTellItByWhenTakenThenThereIsNone) {
  EXPECT_TRUE(interval_of(Resampling::kNone, 1.0, resampled()).is_none());
  EXPECT_TRUE(interval_of(Resampling::kUpward, std::nan(""), resampled()).is_none());
  EXPECT_TRUE(interval_of(Resampling::kUpward, 1.0, {std::nan("")}).is_none());
  EXPECT_TRUE(difference_interval(Resampling::kNone, {{1.0, {1.0}}}, {{1.0, {1.0}}}).is_none());
}

}  // namespace
}  // namespace bayes
