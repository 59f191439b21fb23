#include "experiments/compared_runs.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "bayes/core/error.h"
#include "experiments/catalog/conformal_methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/files/atomic_file.h"
#include "notebooks_export/complexity.h"

namespace bnn {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kLargestMetrics = 64u << 20;

double number(const Json& value) { return value.is_null() ? kNaN : value.get<double>(); }

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

report::ConformalRecord read_conformal(const Json& sets) {
  report::ConformalRecord record;
  record.name = sets.at("name").get<std::string>();
  for (const auto& entry : conformal_methods()) {
    if (entry.name == record.name) record.title = entry.title;
  }
  record.options = sets.at("options").get<std::string>();
  record.target = number(sets.at("target"));
  const auto& all = sets.at("all");
  record.all = {all.at("examples").get<std::int64_t>(), number(all.at("coverage")), number(all.at("low")),
                number(all.at("high"))};
  record.mean_size = number(sets.at("mean_size"));
  // A run may be older than the interval.
  record.mean_size_low = number(sets.value("mean_size_low", Json()));
  record.mean_size_high = number(sets.value("mean_size_high", Json()));
  record.empty = number(sets.at("empty"));
  record.singletons = number(sets.at("singletons"));
  record.warning = sets.value("warning", "");
  return record;
}

}  // namespace

ComparedRun read_compared_run(const std::filesystem::path& run) {
  const auto path = run / "metrics.json";
  const std::string text = read_file(path, kLargestMetrics);
  try {
    const Json document = Json::parse(text);
    ComparedRun result;
    for (const auto& metric : metrics()) {
      auto row = empty_row(metric);
      const auto figure = document.at("test").find(metric.key);
      // A run may be older than the metric.
      if (figure != document.at("test").end()) {
        row.estimate = {number(figure->at("value")), number(figure->at("low")), number(figure->at("high")),
                        number(figure->at("monte_carlo_error")),
                        // Older runs extrapolated all of them from sections of an eighth of the draws.
                        figure->value("monte_carlo_error_approximate", true)};
      }
      result.metrics.push_back(std::move(row));
    }
    for (const auto& bin : document.at("details").at("test").at("reliability")) {
      result.reliability.push_back({number(bin.at("low")), number(bin.at("high")),
                                    bin.at("count").get<std::int64_t>(), number(bin.at("mean_confidence")),
                                    number(bin.at("accuracy"))});
    }
    if (document.contains("conformal")) {
      for (const auto& sets : document.at("conformal").at("test")) {
        result.conformal.push_back(read_conformal(sets));
      }
    }
    result.complexity = report::complexity_of(document.value("complexity", ""));
    result.training_seconds = number(document.at("seconds").at("training"));
    result.evaluation_seconds = document.at("seconds").value("evaluation", 0.0);
    result.seconds_per_10000_predictions = number(document.at("seconds").at("per_10000_predictions"));
    return result;
  } catch (const nlohmann::json::exception& error) {
    throw bayes::Error(std::string("the metrics of the run cannot be read: ") + error.what(), path.string(),
                       "remove the folder of that run, and go on with --resume", bayes::Fault::kData);
  }
}

std::vector<report::ComparedMetric> compare_metrics(const std::vector<ComparedRun>& runs,
                                                    const std::vector<ComparedRun>& first) {
  std::vector<report::ComparedMetric> compared;
  for (std::size_t i = 0; i < runs.front().metrics.size(); ++i) {
    const auto& row = runs.front().metrics[i];
    report::ComparedMetric metric{row.key, row.title, row.better, {}};
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
