#include <gtest/gtest.h>

#include "bayes/metrics/measured.h"
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bayes/core/error.h"
#include "bayes/metrics/confidence_bins.h"
#include "tests/bayes/metrics/all_metrics.h"
#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

constexpr double kRounding = 1e-12;

bool same(double left, double right) {
  return left == right || (std::isnan(left) && std::isnan(right)) ||
         std::abs(left - right) <= kRounding * std::max(1.0, std::abs(left));
}

TEST(Metric, GivenEachMetricWhenLabelsAreOutOfRangeThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.5}}}, torch::kFloat64).log()};

  for (const auto& metric : all_metrics()) {
    EXPECT_THROW(metric.value(predictive, torch::tensor({2}, torch::kInt64)), Error) << metric.key;
  }
}

TEST(LabelledPredictive, GivenAPartWhenAskedForAgainThenItIsTheSameAndWithOtherOptionsAnother) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.5}}}, torch::kFloat64).log()};
  const LabelledPredictive examples(predictive, torch::tensor({1}, torch::kInt64));

  const auto bins = examples.part<ConfidenceBins>(std::int64_t{15});

  EXPECT_EQ(examples.part<ConfidenceBins>(std::int64_t{15}), bins);
  EXPECT_NE(examples.part<ConfidenceBins>(std::int64_t{10}), bins);
}

TEST(Resample, GivenAPartWhenAskedForTwiceThenItIsSummedUpOnce) {
  struct First {
    mutable int times = 0;
    std::int32_t sums(const ExampleCounts& counts) const {
      ++times;
      return counts.front();
    }
  };
  const First first, other;
  const Resample resample(ExampleCounts{3, 1});

  EXPECT_EQ(resample.sums(first) + resample.sums(first) + resample.sums(other), 9);
  EXPECT_EQ(first.times, 1);
  EXPECT_EQ(other.times, 1);
  EXPECT_EQ(resample.total(), 4);
}

TEST(Metric, GivenInfiniteScoreThatDoesNotCountWhenAveragedThenItIsLeftOut) {
  const auto mean = mean_of_scores({1.0, std::numeric_limits<double>::infinity(), 4.0});

  EXPECT_DOUBLE_EQ(mean(ExampleCounts{2, 0, 1}), 2.0);  // by hand: (1 + 1 + 4) / 3
  EXPECT_EQ(mean(ExampleCounts{1, 1, 1}), std::numeric_limits<double>::infinity());
}

RC_GTEST_PROP(Metric, GivenAnyExamplesWhenAllAreMeasuredTogetherThenEachIsAsByItself, ()) {
  const auto cases = *random_cases();
  auto all = all_metrics();
  all.front().counted = nullptr;

  const auto together = metric_values(all, cases.predictive, cases.labels);

  for (std::size_t m = 0; m < all.size(); ++m) {
    const double alone = all[m].value(cases.predictive, cases.labels);
    RC_ASSERT(together[m] == alone || (std::isnan(together[m]) && std::isnan(alone)));
  }
}

RC_GTEST_PROP(Metric, GivenAnyExamplesWhenReorderedThenNoMetricChanges, ()) {
  const auto cases = *random_cases();
  const auto order = torch::randperm(cases.predictive.examples(), torch::kInt64);

  for (const auto& metric : all_metrics()) {
    const double before = metric.value(cases.predictive, cases.labels);
    const double after = metric.value(cases.predictive.at(order), cases.labels.index_select(0, order));

    RC_ASSERT(same(before, after));
  }
}

RC_GTEST_PROP(Metric, GivenAnyCountsWhenCountedThenTheValueIsThatOfRepeatedExamples, ()) {
  const auto cases = *random_cases();
  const auto examples = cases.predictive.examples();
  const auto index = torch::randint(examples, {examples}, torch::kInt64);
  ExampleCounts counts(static_cast<std::size_t>(examples), 0);
  for (std::int64_t i = 0; i < examples; ++i)
    ++counts[static_cast<std::size_t>(index[i].item<std::int64_t>())];

  // One for all, as they share parts.
  const LabelledPredictive labelled(cases.predictive, cases.labels);
  const Resample resample(counts);

  for (const auto& metric : all_metrics()) {
    const double counted = metric.counted(labelled)(resample);
    const double repeated = metric.value(cases.predictive.at(index), cases.labels.index_select(0, index));

    RC_ASSERT(same(counted, repeated));
  }
}

RC_GTEST_PROP(Metric, GivenAnyExamplesWhenMeasuredThenEachMetricLiesInItsRange, ()) {
  const auto cases = *random_cases();

  const auto value = [&](const Metric& metric) { return metric.value(cases.predictive, cases.labels); };

  const double ece = value(expected_calibration_error_metric());
  RC_ASSERT(ece >= 0.0);
  RC_ASSERT(ece <= value(maximum_calibration_error_metric()) + kRounding);
  RC_ASSERT(value(maximum_calibration_error_metric()) <= 1.0 + kRounding);
  RC_ASSERT(value(adaptive_calibration_error_metric()) <= 1.0 + kRounding);
  RC_ASSERT(value(classwise_calibration_error_metric()) <= 1.0 + kRounding);
  const double brier = value(brier_score_metric());
  RC_ASSERT(brier >= 0.0 && brier <= 2.0 + kRounding);
  RC_ASSERT(value(negative_log_likelihood_metric()) >= 0.0);
  const double aurc = value(area_under_risk_coverage_metric());
  RC_ASSERT(aurc >= 0.0 && aurc <= 1.0 + kRounding);
  const double auroc = value(misclassification_auroc_metric());
  RC_ASSERT(std::isnan(auroc) || (auroc >= 0.0 && auroc <= 1.0));
}

RC_GTEST_PROP(Metric, GivenAnyExamplesWhenBinnedOnceThenEveryCalibrationErrorIsTheOverallGap, ()) {
  const auto cases = *random_cases();
  const auto [confidence, predicted] = cases.predictive.mean_probabilities().max(/*dim=*/1);
  const double gap = std::abs(accuracy(cases.predictive, cases.labels) - confidence.mean().item<double>());

  RC_ASSERT(same(expected_calibration_error(cases.predictive, cases.labels, 1), gap));
  RC_ASSERT(same(maximum_calibration_error(cases.predictive, cases.labels, 1), gap));
  RC_ASSERT(same(adaptive_calibration_error(cases.predictive, cases.labels, 1), gap));
}

}  // namespace
}  // namespace bayes
