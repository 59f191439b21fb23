#include "notebooks_export/headline.h"

#include <algorithm>
#include <cmath>

#include "notebooks_export/charts/reliability_diagram.h"
#include "notebooks_export/enough_draws.h"
#include "notebooks_export/figures.h"
#include "notebooks_export/result_tables.h"

namespace report {
namespace {

std::string accuracy_reading(const SplitRecord& split, double value) {
  const auto right = static_cast<std::int64_t>(std::llround(value * static_cast<double>(split.examples)));
  return "Of " + grouped(split.examples) + " test images, " + grouped(right) + " are recognised and " +
         grouped(split.examples - right) + " are not.";
}

std::string direction(Better better) {
  if (better == Better::kNeither) return "Neither higher nor lower is better.";
  return better == Better::kHigher ? "Higher is better." : "Lower is better.";
}

std::string reading(const SplitRecord& split, const MetricRow& metric, std::int64_t classes) {
  const double value = metric.estimate.value;
  if (!std::isfinite(value)) return "Not defined for this run.";
  if (metric.key == "accuracy") return accuracy_reading(split, value);
  if (metric.key == "nll") {
    return "The true class is given a probability of " + percent(std::exp(-value), 1) +
           " (geometric mean); guessing would give " + percent(1.0 / static_cast<double>(classes), 0) + ".";
  }
  if (metric.key == "ece") {
    return "Confidence is off by " + fixed(100.0 * value, 2) + " percentage points on average. " +
           reliability_sentence(split.reliability);
  }
  if (metric.key == "misclassification_auroc") {
    return "A wrong image and a right one: in " + fixed(100.0 * value, 0) +
           " of 100 such pairs the wrong one is the more uncertain.";
  }
  if (metric.key == "brier") {
    return "Mean squared distance between the probabilities and the truth: 0 is perfect, guessing gives " +
           fixed(1.0 - 1.0 / static_cast<double>(classes), 2) + ".";
  }
  return direction(metric.better);
}

std::string interval(const MetricRow& metric) {
  const Estimate& estimate = metric.estimate;
  if (!std::isfinite(estimate.low) || !std::isfinite(estimate.high)) return "";
  const int digits = metric_digits(metric.key, estimate.value, error_over_images(estimate));
  return metric_value(metric.key, estimate.low, digits) + " to " +
         metric_value(metric.key, estimate.high, digits);
}

const MetricRow* find(const SplitRecord& split, const std::string& key) {
  for (const MetricRow& metric : split.metrics) {
    if (metric.key == key) return &metric;
  }
  return nullptr;
}

}  // namespace

std::vector<Headline> headlines(const RunRecord& run) {
  const SplitRecord* split = test_split(run);
  if (split == nullptr) return {};
  const auto classes = static_cast<std::int64_t>(std::max<std::size_t>(run.class_names.size(), 2));
  const bool tells_wrong = find(*split, "misclassification_auroc") != nullptr;
  std::vector<Headline> figures;
  for (const std::string key :
       {"accuracy", "nll", "ece", tells_wrong ? "misclassification_auroc" : "brier"}) {
    const MetricRow* metric = find(*split, key);
    if (metric == nullptr) continue;
    const Estimate& estimate = metric->estimate;
    const int digits = metric_digits(key, estimate.value, error_over_images(estimate));
    figures.push_back({metric->title, metric_value(key, estimate.value, digits), interval(*metric),
                       reading(*split, *metric, classes)});
  }
  return figures;
}

}  // namespace report
