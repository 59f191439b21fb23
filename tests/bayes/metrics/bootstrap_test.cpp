#include "bayes/metrics/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "bayes/core/error.h"
#include "tests/bayes/metrics/all_metrics.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamples = 100;

Predictive always_class_zero(std::int64_t examples) {
  return Predictive{torch::tensor({0.9, 0.1}, torch::kFloat64).log().expand({1, examples, 2})};
}

/// 1 (an error) with probability `error_rate`, by the standard's own generator.
torch::Tensor labels_with_errors(std::int64_t examples, double error_rate, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < examples; ++i) {
    labels.push_back(static_cast<double>(generator() >> 11) * 0x1p-53 < error_rate ? 1 : 0);
  }
  return torch::tensor(labels, torch::kInt64);
}

TEST(Bootstrap, GivenBernoulliDataWhenRepeatedThenIntervalsCoverTheTruthAsOftenAsTheySay) {
  constexpr int kSets = 300;
  constexpr double kErrorRate = 0.3;
  const auto predictive = always_class_zero(kExamples);
  int covered = 0;

  for (int set = 0; set < kSets; ++set) {
    const auto labels = labels_with_errors(kExamples, kErrorRate, /*seed=*/1000 + set);
    const auto [low, high] = bootstrap_interval(accuracy_metric(), predictive, labels, 400, /*seed=*/set);
    covered += low <= 1 - kErrorRate && 1 - kErrorRate <= high ? 1 : 0;
  }

  // 95 % by definition, within 3 binomial standard errors.
  const double standard_error = std::sqrt(0.95 * 0.05 / kSets);
  EXPECT_NEAR(static_cast<double>(covered) / kSets, 0.95, 3 * standard_error);
}

TEST(Bootstrap, GivenKnownAccuracyWhenResampledThenEndsAreTheBinomialQuantiles) {
  const auto predictive = always_class_zero(1000);
  std::vector<std::int64_t> labels(1000, 0);
  std::fill_n(labels.begin(), 200, 1);

  const auto [low, high] =
      bootstrap_interval(accuracy_metric(), predictive, torch::tensor(labels, torch::kInt64), 20000, 7);

  // A resample's right ones are Binomial(1000, 0.8), whose 2.5 and 97.5 % quantiles are 775 and 824
  // (scipy.stats.binom.ppf; 5 and 95 % would be 779 and 821). One step for the noise of 20,000 resamples.
  EXPECT_NEAR(low, 0.775, 0.0011);
  EXPECT_NEAR(high, 0.824, 0.0011);
}

TEST(Bootstrap, GivenTheSameSeedWhenRepeatedThenTheIntervalIsTheSameAndAnotherSeedsIsNot) {
  torch::manual_seed(5);
  const Predictive predictive{torch::randn({2, 50, 5}, torch::kFloat64).log_softmax(2)};
  const auto labels = torch::randint(5, {50}, torch::kInt64);

  for (const auto& metric : all_metrics()) {
    const auto first = bootstrap_interval(metric, predictive, labels, 100, 1);
    const auto again = bootstrap_interval(metric, predictive, labels, 100, 1);

    EXPECT_EQ(first.low, again.low) << metric.key;
    EXPECT_EQ(first.high, again.high) << metric.key;
    EXPECT_LT(first.low, first.high) << metric.key;
  }
  const auto brier = [&](std::uint64_t seed) {
    return bootstrap_interval(brier_score_metric(), predictive, labels, 100, seed).low;
  };
  EXPECT_NE(brier(1), brier(2));
}

TEST(Bootstrap, GivenMetricWithoutCountsWhenResampledThenRepeatedExamplesGiveTheSameInterval) {
  torch::manual_seed(6);
  const Predictive predictive{torch::randn({2, 30, 3}, torch::kFloat64).log_softmax(2)};
  const auto labels = torch::randint(3, {30}, torch::kInt64);

  for (const auto& metric : all_metrics()) {
    auto plain = metric;
    plain.counted = nullptr;
    const auto counted = bootstrap_interval(metric, predictive, labels, 50, 3);
    const auto repeated = bootstrap_interval(plain, predictive, labels, 50, 3);

    EXPECT_NEAR(counted.low, repeated.low, 1e-12) << metric.key;
    EXPECT_NEAR(counted.high, repeated.high, 1e-12) << metric.key;
  }
}

TEST(Bootstrap, GivenResamplesWithoutErrorsWhenAurocIsUndefinedThenTheyAreLeftOut) {
  const Predictive predictive{torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.6, 0.4}}}, torch::kFloat64).log()};

  const auto defined = bootstrap_interval(misclassification_auroc_metric(), predictive,
                                          torch::tensor({0, 0, 1}, torch::kInt64), 200, 0);
  const auto never = bootstrap_interval(misclassification_auroc_metric(), predictive,
                                        torch::tensor({0, 0, 0}, torch::kInt64), 200, 0);

  EXPECT_EQ(defined.low, 1.0);  // the error has the highest entropy in every resample that has one
  EXPECT_EQ(defined.high, 1.0);
  EXPECT_TRUE(std::isnan(never.low));
  EXPECT_TRUE(std::isnan(never.high));
}

TEST(Bootstrap, GivenInfiniteScoresWhenResampledThenEndsAreInfiniteAndNotNan) {
  const Predictive predictive{torch::tensor({{{1.0, 0.0}, {0.5, 0.5}}}, torch::kFloat64).log()};

  const auto [low, high] = bootstrap_interval(negative_log_likelihood_metric(), predictive,
                                              torch::tensor({1, 0}, torch::kInt64), 200, 0);

  EXPECT_NEAR(low, std::log(2.0), 1e-12);  // a quarter of the resamples leaves the infinite one out
  EXPECT_TRUE(std::isinf(high));
}

TEST(Bootstrap, GivenTwoPredictivesWhenDifferencesAreResampledThenEndsAreTheMultinomialQuantiles) {
  // Of 1,000 examples the second is right where the first is wrong on 30, the other way round on 10.
  std::vector<std::int64_t> labels(1000, 0);
  auto first = torch::tensor({0.9, 0.1}, torch::kFloat64).expand({1, 1000, 2}).clone();
  auto second = first.clone();
  const auto wrong = torch::tensor({0.2, 0.8}, torch::kFloat64);
  first.slice(/*dim=*/1, 0, 30).copy_(wrong);
  second.slice(/*dim=*/1, 30, 40).copy_(wrong);
  const auto truth = torch::tensor(labels, torch::kInt64);

  const auto ours = bootstrap_values({accuracy_metric()}, Predictive{first.log()}, truth, 20000, 3).front();
  auto difference = bootstrap_values({accuracy_metric()}, Predictive{second.log()}, truth, 20000, 3).front();
  for (std::size_t i = 0; i < ours.size(); ++i) difference[i] -= ours[i];
  const auto [low, high] = percentile_interval(difference);

  // An example adds +1, -1 or 0 with probabilities 0.03, 0.01 and 0.96. Exact quantiles 2.5 and 97.5 % of the
  // sum of 1,000 such: 8 and 33 (numpy.convolve); unpaired resamples would give a wider interval. One step
  // for the noise of 20,000 resamples.
  EXPECT_NEAR(low, 0.008, 0.0011);
  EXPECT_NEAR(high, 0.033, 0.0011);
}

TEST(Bootstrap, GivenValuesThatAreNotDefinedWhenQuantilesAreTakenThenTheyAreLeftOut) {
  std::vector<double> values{std::nan("")};
  for (int i = 40; i >= 0; --i) values.push_back(i);

  const auto [low, high] = percentile_interval(values);

  EXPECT_DOUBLE_EQ(low, 1.0);  // by hand: 2.5 % of the way from 0 to 40
  EXPECT_DOUBLE_EQ(high, 39.0);
  EXPECT_TRUE(std::isnan(percentile_interval({std::nan("")}).low));
}

TEST(Bootstrap, GivenNoResamplesWhenCalledThenErrorIsThrown) {
  const auto labels = torch::tensor({0}, torch::kInt64);

  EXPECT_THROW(bootstrap_interval(accuracy_metric(), always_class_zero(1), labels, 0, 0), Error);
}

}  // namespace
}  // namespace bayes
