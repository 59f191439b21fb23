#include "bayes/metrics/resampling/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "bayes/core/error.h"
#include "bayes/metrics/resampling/resampling_interval.h"
#include "tests/bayes/metrics/all_metrics.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamples = 100;

CategoricalPredictive always_class_zero(std::int64_t examples) {
  return CategoricalPredictive{torch::tensor({0.9, 0.1}, torch::kFloat64).log().expand({1, examples, 2})};
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

/// Accuracy as a mean of scores, which a bootstrap has to tell the interval of.
Metric accuracy_by_resampling() {
  auto metric = accuracy_metric();
  metric.share_of = nullptr;
  return metric;
}

TEST(Bootstrap, GivenKnownAccuracyWhenResampledThenEndsAreTheBinomialQuantiles) {
  const auto predictive = always_class_zero(1000);
  std::vector<std::int64_t> labels(1000, 0);
  std::fill_n(labels.begin(), 200, 1);

  const auto [low, high] = bootstrap_interval(accuracy_by_resampling(), predictive,
                                              torch::tensor(labels, torch::kInt64), 20000, 7);

  // A resample's right ones are Binomial(1000, 0.8), whose 2.5 and 97.5 % quantiles are 775 and 824
  // (scipy.stats.binom.ppf; 5 and 95 % would be 779 and 821). One step for the noise of 20,000 resamples.
  EXPECT_NEAR(low, 0.775, 0.0011);
  EXPECT_NEAR(high, 0.824, 0.0011);
}

// All right had the interval [1, 1].
TEST(Bootstrap, GivenNoErrorsWhenAskedForThenSharesHaveTheExactIntervalAndTheRestHasNone) {
  const auto predictive = always_class_zero(50);
  const auto labels = torch::zeros({50}, torch::kInt64);

  for (const auto& metric : all_metrics()) {
    const auto interval = bootstrap_interval(metric, predictive, labels, 100, 1);
    if (metric.share_of) {
      const double end = std::pow(0.025, 1.0 / static_cast<double>(metric.share_of(50)));  // closed form
      const bool of_all = metric.value(predictive, labels) == 1.0;  // else of none: nothing is confident
      EXPECT_NEAR(interval.low, of_all ? end : 0.0, 1e-12) << metric.key;
      EXPECT_NEAR(interval.high, of_all ? 1.0 : 1.0 - end, 1e-12) << metric.key;
    } else {
      EXPECT_EQ(interval.is_none(), metric.least_events > 0) << metric.key;
    }
  }
}

TEST(Bootstrap, GivenOneErrorWhenAskedForThenAnAurocHasNoInterval) {
  torch::manual_seed(3);
  const CategoricalPredictive predictive{torch::randn({1, 200, 3}, torch::kFloat64).log_softmax(2)};
  auto labels = predictive.mean_log_probabilities().argmax(1);
  const auto with_errors = [&](std::int64_t errors) {
    auto changed = labels.clone();
    changed.slice(/*dim=*/0, 0, errors).add_(1).remainder_(3);
    return changed;
  };
  const auto has_interval = [&](const Metric& metric, std::int64_t errors) {
    return !bootstrap_interval(metric, predictive, with_errors(errors), 100, 1).is_none();
  };

  EXPECT_FALSE(has_interval(misclassification_auroc_metric(), 1));
  EXPECT_FALSE(has_interval(misclassification_auroc_metric(), 9));
  EXPECT_TRUE(has_interval(misclassification_auroc_metric(), 10));
  EXPECT_FALSE(has_interval(area_under_risk_coverage_metric(), 9));
  EXPECT_FALSE(has_interval(expected_calibration_error_metric(), 4));
  EXPECT_TRUE(has_interval(expected_calibration_error_metric(), 5));
  EXPECT_EQ(events(predictive, with_errors(7)), 7);
  EXPECT_EQ(events(predictive, with_errors(195)), 5);  // few right ones are few events too
}

TEST(Bootstrap, GivenTheSameSeedWhenRepeatedThenTheIntervalIsTheSameAndAnotherSeedsIsNot) {
  torch::manual_seed(5);
  const CategoricalPredictive predictive{torch::randn({2, 150, 5}, torch::kFloat64).log_softmax(2)};
  const auto labels = torch::randint(5, {150}, torch::kInt64);

  for (const auto& metric : all_metrics()) {
    if (metric.resampling == Resampling::kNone) continue;
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
  const CategoricalPredictive predictive{torch::randn({2, 40, 3}, torch::kFloat64).log_softmax(2)};
  const auto labels = torch::randint(3, {40}, torch::kInt64);

  for (const auto& metric : all_metrics()) {
    if (metric.resampling == Resampling::kNone) continue;
    auto plain = metric;
    plain.counted = nullptr;
    const auto counted = bootstrap_interval(metric, predictive, labels, 50, 3);
    const auto repeated = bootstrap_interval(plain, predictive, labels, 50, 3);

    EXPECT_NEAR(counted.low, repeated.low, 1e-12) << metric.key;
    EXPECT_NEAR(counted.high, repeated.high, 1e-12) << metric.key;
  }
}

TEST(Bootstrap, GivenResamplesWithoutErrorsWhenAurocIsUndefinedThenTheyAreLeftOut) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.6, 0.4}}}, torch::kFloat64).log()};
  auto auroc = misclassification_auroc_metric();
  auroc.least_events = 0;

  const auto defined = bootstrap_interval(auroc, predictive, torch::tensor({0, 0, 1}, torch::kInt64), 200, 0);
  const auto never = bootstrap_interval(auroc, predictive, torch::tensor({0, 0, 0}, torch::kInt64), 200, 0);

  EXPECT_EQ(defined.low, 1.0);  // the error has the highest entropy in every resample that has one
  EXPECT_EQ(defined.high, 1.0);
  EXPECT_TRUE(std::isnan(never.low));
  EXPECT_TRUE(std::isnan(never.high));
}

TEST(Bootstrap, GivenInfiniteScoresWhenResampledThenEndsAreInfiniteAndNotNan) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}, {0.5, 0.5}}}, torch::kFloat64).log()};
  auto nll = negative_log_likelihood_metric();
  nll.least_events = 0;

  const auto [low, high] = bootstrap_interval(nll, predictive, torch::tensor({1, 0}, torch::kInt64), 200, 0);

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

  const auto ours =
      bootstrap_values({accuracy_metric()}, CategoricalPredictive{first.log()}, truth, 20000, 3).front();
  auto difference =
      bootstrap_values({accuracy_metric()}, CategoricalPredictive{second.log()}, truth, 20000, 3).front();
  for (std::size_t i = 0; i < ours.size(); ++i) difference[i] -= ours[i];
  const auto [low, high] = percentile_interval(difference);

  // An example adds +1, -1 or 0 with probabilities 0.03, 0.01 and 0.96. Exact quantiles 2.5 and 97.5 % of the
  // sum of 1,000 such: 8 and 33 (numpy.convolve); unpaired resamples would give a wider interval. One step
  // for the noise of 20,000 resamples.
  EXPECT_NEAR(low, 0.008, 0.0011);
  EXPECT_NEAR(high, 0.033, 0.0011);
}

TEST(Bootstrap, GivenNoResamplesWhenCalledThenErrorIsThrown) {
  const auto labels = torch::tensor({0}, torch::kInt64);

  EXPECT_THROW(bootstrap_interval(accuracy_metric(), always_class_zero(1), labels, 0, 0), Error);
}

}  // namespace
}  // namespace bayes
