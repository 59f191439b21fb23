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
#include "bayes/metrics/regression/density_scores.h"
#include "bayes/metrics/regression/point_errors.h"
#include "bayes/metrics/regression/predictive_intervals.h"
#include "bayes/metrics/regression/quantile_calibration.h"
#include "bayes/metrics/regression/sparsification.h"
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

std::string error_reading(double value, const SplitRecord&) {
  return "Predictions are off by " + report::significant(value) +
         " (root mean square), in the unit of the target.";
}

std::string coverage_reading(double value, const SplitRecord&) {
  return "Of 100 intervals that promise to hold 95, " + fixed(100.0 * value, 0) + " do.";
}

// Of numbers.
const std::vector<std::pair<const char*, Reading>> kNumberReadings = {
    {"rmse", error_reading},
    {"nll",
     [](double, const SplitRecord&) -> std::string {
       return "Of the predictive density at the targets: it falls where predictions come closer and where "
              "they know how close they are.";
     }},
    {"interval_coverage_95", coverage_reading},
    {"calibration_area", [](double value, const SplitRecord&) -> std::string {
       return "Quantiles are off by " + fixed(100.0 * value, 1) + " percentage points on average.";
     }}};

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

std::vector<bayes::RegressionMetric> number_metrics(const std::vector<std::string>& target_names) {
  using namespace bayes;
  const auto targets = static_cast<std::int64_t>(target_names.size());
  std::vector<RegressionMetric> list{rmse_metric()};
  for (std::int64_t target = 0; targets > 1 && target < targets; ++target) {
    list.push_back(rmse_metric(target, target_names[static_cast<std::size_t>(target)]));
  }
  list.insert(list.end(), {mae_metric(), r2_metric(), negative_log_density_metric(), crps_metric()});
  for (const std::int64_t percent : {50, 80, 90, 95}) {
    list.push_back(interval_coverage_metric(percent, targets));
  }
  for (const std::int64_t percent : {50, 80, 90, 95}) list.push_back(interval_width_metric(percent));
  list.insert(list.end(),
              {sharpness_metric(), calibration_area_metric(), ause_total_metric(), ause_epistemic_metric()});
  return list;
}

const std::vector<bayes::MetricInfo>& metric_infos() {
  static const std::vector<bayes::MetricInfo> list = [] {
    std::vector<bayes::MetricInfo> infos(metrics().begin(), metrics().end());
    for (const auto& metric : number_metrics({"target"})) {
      const auto has_its_key = [&](const bayes::MetricInfo& info) { return info.key == metric.key; };
      if (std::none_of(infos.begin(), infos.end(), has_its_key)) infos.push_back(metric);
    }
    return infos;
  }();
  return list;
}

std::vector<std::string> usual_metrics(Targets targets) {
  if (targets != Targets::kNumbers) return {};
  return {
      "rmse", "mae", "nll", "crps", "r2", "interval_coverage_95", "interval_width_95", "calibration_area"};
}

report::MetricRow empty_row(const bayes::Metric& metric) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return {metric, {kNone, kNone, kNone, kNone, !metric.smooth}};
}

void add_readings(report::SplitRecord& split) {
  if (split.confusion.empty()) {
    for (auto& row : split.metrics) {
      for (const auto& [key, reading] : kNumberReadings) {
        if (row.key == key) row.reading = reading(row.estimate.value, split);
      }
    }
    return;
  }
  for (auto& row : split.metrics) {
    for (const auto& [metric, reading] : read_metrics()) {
      if (metric.key != row.key || reading == nullptr) continue;
      const double value = row.estimate.value;
      row.reading = std::isfinite(value) ? reading(value, split) : "Not defined for this run.";
    }
  }
}

}  // namespace bnn
