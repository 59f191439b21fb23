#include "experiments/compare/compared_runs.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "bayes/core/error.h"
#include "experiments/catalog/metrics.h"
#include "experiments/saved_run/saved_figures.h"
#include "notebooks_export/tables/result_tables.h"

namespace bnn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Standard error of the mean; NaN for a single value.
double standard_error_of(const std::vector<double>& values) {
  if (values.size() < 2) return kNaN;
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto count = static_cast<double>(values.size());
  return std::sqrt(squares / (count - 1.0) / count);
}

// Every metric of classes, as a run may be older than one; nothing where the rows are of numbers.
std::optional<std::vector<report::MetricRow>> in_order_of_classes(
    const std::vector<report::MetricRow>& rows) {
  std::vector<report::MetricRow> ordered;
  std::size_t found = 0;
  for (const auto& metric : metrics()) {
    const auto is_it = [&](const report::MetricRow& row) { return row.key == metric.key; };
    const auto at = std::find_if(rows.begin(), rows.end(), is_it);
    ordered.push_back(at == rows.end() ? empty_row(metric) : *at);
    found += at == rows.end() ? 0 : 1;
  }
  return found == rows.size() ? std::optional(ordered) : std::nullopt;
}

}  // namespace

ComparedRun read_compared_run(const std::filesystem::path& run) {
  auto record = read_figures(run);
  auto test = *report::test_split(record);
  ComparedRun result;
  result.file = run / "metrics.json";
  result.metrics = in_order_of_classes(test.metrics).value_or(test.metrics);
  result.reliability = std::move(test.reliability);
  result.conformal = std::move(record.conformal);
  result.complexity = record.complexity;
  result.training_seconds = record.training_seconds;
  result.evaluation_seconds = record.evaluation_seconds;
  result.seconds_per_10000_predictions = record.seconds_per_10000_predictions;
  return result;
}

std::vector<report::ComparedMetric> compare_metrics(const std::vector<ComparedRun>& runs,
                                                    const std::vector<ComparedRun>& first) {
  std::vector<report::ComparedMetric> compared;
  for (std::size_t i = 0; i < runs.front().metrics.size(); ++i) {
    const auto& row = runs.front().metrics[i];
    if (i >= first.front().metrics.size() || first.front().metrics[i].key != row.key) {
      throw bayes::Error("the runs have other metrics than those of the first method",
                         runs.front().file.string(), "compare methods on the same data", bayes::Fault::kData);
    }
    report::ComparedMetric metric{row, {}};
    std::vector<double> differences;
    for (std::size_t seed = 0; seed < runs.size(); ++seed) {
      metric.per_seed.push_back(runs[seed].metrics[i].estimate.value);
      differences.push_back(metric.per_seed.back() - first[seed].metrics[i].estimate.value);
    }
    metric.mean = mean_of(metric.per_seed);
    metric.standard_error = standard_error_of(metric.per_seed);
    metric.difference = mean_of(differences);
    metric.difference_low = metric.difference_high = metric.images_low = metric.images_high = kNaN;
    if (differences.size() > 1) {
      const boost::math::students_t student(static_cast<double>(differences.size() - 1));
      const double half = boost::math::quantile(student, 0.975) * standard_error_of(differences);
      metric.difference_low = metric.difference - half;
      metric.difference_high = metric.difference + half;
    }
    compared.push_back(std::move(metric));
  }
  return compared;
}

std::vector<report::ReliabilityBin> pool_reliability(const std::vector<ComparedRun>& runs) {
  auto pooled = runs.front().reliability;
  for (const auto& run : runs) {
    if (run.reliability.size() == pooled.size()) continue;
    const auto& shorter = run.reliability.size() < pooled.size() ? run : runs.front();
    throw bayes::Error("the metrics of the run cannot be read: `details.test.reliability` has " +
                           std::to_string(shorter.reliability.size()) + " bins, and another run has more",
                       shorter.file.string(), "remove the folder of that run, and go on with --resume",
                       bayes::Fault::kData);
  }
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    double confidence = 0.0;
    double correct = 0.0;
    pooled[i].count = 0;
    for (const auto& run : runs) {
      const auto& bin = run.reliability[i];
      if (bin.count == 0) continue;
      pooled[i].count += bin.count;
      confidence += bin.mean_confidence * static_cast<double>(bin.count);
      correct += bin.accuracy * static_cast<double>(bin.count);
    }
    const auto count = static_cast<double>(pooled[i].count);
    pooled[i].mean_confidence = pooled[i].count == 0 ? kNaN : confidence / count;
    pooled[i].accuracy = pooled[i].count == 0 ? kNaN : correct / count;
  }
  return pooled;
}

}  // namespace bnn
