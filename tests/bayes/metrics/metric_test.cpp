#include "bayes/metrics/metric.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bayes/core/error.h"
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
  const Predictive predictive{torch::tensor({{{0.5, 0.5}}}, torch::kFloat64).log()};

  for (const auto& metric : all_metrics()) {
    EXPECT_THROW(metric.value(predictive, torch::tensor({2}, torch::kInt64)), Error) << metric.key;
  }
}

TEST(Metric, GivenInfiniteScoreThatDoesNotCountWhenAveragedThenItIsLeftOut) {
  const auto mean = mean_of_scores({1.0, std::numeric_limits<double>::infinity(), 4.0});

  EXPECT_DOUBLE_EQ(mean({2, 0, 1}), 2.0);  // by hand: (1 + 1 + 4) / 3
  EXPECT_EQ(mean({1, 1, 1}), std::numeric_limits<double>::infinity());
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

  for (const auto& metric : all_metrics()) {
    const double counted = metric.counted(cases.predictive, cases.labels)(counts);
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
