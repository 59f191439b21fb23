#include "experiments/catalog/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "bayes/metrics/calibration/calibration_errors.h"
#include "bayes/metrics/classification/accuracy.h"
#include "bayes/metrics/classification/brier_decomposition.h"
#include "bayes/metrics/classification/brier_score.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "bayes/metrics/classification/root_brier_score.h"
#include "bayes/metrics/classification/top_k_accuracy.h"
#include "bayes/metrics/selective/confident_share.h"
#include "bayes/metrics/selective/excess_risk_coverage.h"
#include "bayes/metrics/selective/misclassification_auroc.h"
#include "bayes/metrics/selective/risk_coverage.h"
#include "bayes/metrics/selective/selective_accuracy.h"
#include "notebooks_export/charts/reliability_diagram.h"
#include "notebooks_export/text/figures.h"

namespace bnn {
namespace {

using report::fixed;
using report::grouped;
using report::percent;
using report::SplitRecord;

// What a value means on these examples, in a sentence.
using Reading = std::string (*)(double value, const SplitRecord& split);

struct ReadMetric {
  bayes::Metric metric;
  Reading reading = nullptr;  // the reports start with those that have one, in the order of the list
};

std::string accuracy_reading(double value, const SplitRecord& split) {
  const auto right = static_cast<std::int64_t>(std::llround(value * static_cast<double>(split.examples)));
  return "Of " + grouped(split.examples) + " test images, " + grouped(right) + " are recognised and " +
         grouped(split.examples - right) + " are not.";
}

std::string likelihood_reading(double value, const SplitRecord& split) {
  const auto classes = static_cast<double>(std::max<std::size_t>(split.confusion.size(), 2));
  return "The true class is given a probability of " + percent(std::exp(-value), 1) +
         " (geometric mean); guessing would give " + percent(1.0 / classes, 0) + ".";
}

std::string calibration_reading(double value, const SplitRecord& split) {
  return "Confidence is off by " + fixed(100.0 * value, 2) + " percentage points on average. " +
         report::reliability_sentence(split.reliability);
}

std::string errors_reading(double value, const SplitRecord&) {
  return "A wrong image and a right one: in " + fixed(100.0 * value, 0) +
         " of 100 such pairs the wrong one is the more uncertain.";
}

const std::vector<ReadMetric>& read_metrics() {
  using namespace bayes;
  static const std::vector<ReadMetric> list{
      {accuracy_metric(), accuracy_reading},
      {top_k_accuracy_metric(2)},
      {top_k_accuracy_metric(3)},
      {negative_log_likelihood_metric(), likelihood_reading},
      {brier_score_metric()},
      {root_brier_score_metric()},
      {brier_reliability_metric()},
      {brier_resolution_metric()},
      {brier_uncertainty_metric()},
      {expected_calibration_error_metric(), calibration_reading},
      {adaptive_calibration_error_metric()},
      {classwise_calibration_error_metric()},
      {maximum_calibration_error_metric()},
      {debiased_calibration_error_metric()},
      {kernel_calibration_error_metric()},
      {misclassification_auroc_metric(), errors_reading},
      {confident_share_metric(99)},
      {selective_accuracy_metric(80)},
      {selective_accuracy_metric(90)},
      {selective_accuracy_metric(95)},
      {area_under_risk_coverage_metric()},
      {excess_area_under_risk_coverage_metric()},
  };
  return list;
}

}  // namespace

const std::vector<bayes::Metric>& metrics() {
  static const std::vector<bayes::Metric> list = [] {
    std::vector<bayes::Metric> metrics;
    for (const auto& [metric, reading] : read_metrics()) metrics.push_back(metric);
    return metrics;
  }();
  return list;
}

report::MetricRow empty_row(const bayes::Metric& metric) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return {metric, {kNone, kNone, kNone, kNone, !metric.smooth}};
}

void add_readings(report::SplitRecord& split) {
  for (auto& row : split.metrics) {
    for (const auto& [metric, reading] : read_metrics()) {
      if (metric.key != row.key || reading == nullptr) continue;
      const double value = row.estimate.value;
      row.reading = std::isfinite(value) ? reading(value, split) : "Not defined for this run.";
    }
  }
}

}  // namespace bnn
