#include "experiments/compare/compared_runs.h"

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

// A part of metrics.json that knows where it stands, and trusts nothing that it is asked for.
class Figures {
 public:
  Figures(const Json& value, std::string key, const std::filesystem::path& file)
      : value_(value), key_(std::move(key)), file_(file) {}

  bool has(const std::string& name) const { return value_.is_object() && value_.contains(name); }
  Figures operator[](const std::string& name) const {
    const auto key = key_.empty() ? name : key_ + "." + name;
    if (!has(name)) Figures(value_, key, file_).refuse("is missing");
    return {value_.at(name), key, file_};
  }
  std::vector<Figures> list() const {
    if (!value_.is_array()) refuse("is not a list");
    std::vector<Figures> items;
    for (std::size_t i = 0; i < value_.size(); ++i) {
      items.emplace_back(value_[i], key_ + "[" + std::to_string(i) + "]", file_);
    }
    return items;
  }
  // What is not defined is null.
  double number() const {
    if (value_.is_null()) return kNaN;
    if (!value_.is_number()) refuse("is not a number");
    return value_.get<double>();
  }
  std::int64_t count() const {
    if (!value_.is_number_unsigned()) refuse("is not a count");
    return value_.get<std::int64_t>();
  }
  bool flag() const {
    if (!value_.is_boolean()) refuse("is neither true nor false");
    return value_.get<bool>();
  }
  std::string text() const {
    if (!value_.is_string()) refuse("is not a text");
    return value_.get<std::string>();
  }

 private:
  [[noreturn]] void refuse(const std::string& problem) const {
    throw bayes::Error("the metrics of the run cannot be read: `" + key_ + "` " + problem, file_.string(),
                       "remove the folder of that run, and go on with --resume", bayes::Fault::kData);
  }

  const Json& value_;
  std::string key_;
  const std::filesystem::path& file_;
};

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

report::ConformalRecord read_conformal(const Figures& sets) {
  report::ConformalRecord record;
  record.name = sets["name"].text();
  for (const auto& entry : conformal_methods()) {
    if (entry.name == record.name) record.title = entry.title;
  }
  record.options = sets["options"].text();
  record.target = sets["target"].number();
  const auto all = sets["all"];
  record.all = {all["examples"].count(), all["coverage"].number(), all["low"].number(), all["high"].number()};
  record.mean_size = sets["mean_size"].number();
  // A run may be older than the interval.
  record.mean_size_low = sets.has("mean_size_low") ? sets["mean_size_low"].number() : kNaN;
  record.mean_size_high = sets.has("mean_size_high") ? sets["mean_size_high"].number() : kNaN;
  record.empty = sets["empty"].number();
  record.singletons = sets["singletons"].number();
  if (sets.has("warning")) record.warning = sets["warning"].text();
  return record;
}

}  // namespace

ComparedRun read_compared_run(const std::filesystem::path& run) {
  ComparedRun result;
  result.file = run / "metrics.json";
  const auto text = read_file(result.file, kLargestMetrics);
  const Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) {
    throw bayes::Error("the metrics of the run cannot be read: the file is not JSON", result.file.string(),
                       "remove the folder of that run, and go on with --resume", bayes::Fault::kData);
  }
  const Figures figures(document, "", result.file);
  const auto test = figures["test"];
  for (const auto& metric : metrics()) {
    auto row = empty_row(metric);
    // A run may be older than the metric.
    if (test.has(metric.key)) {
      const auto figure = test[metric.key];
      row.estimate = {
          figure["value"].number(), figure["low"].number(), figure["high"].number(),
          figure["monte_carlo_error"].number(),
          // Older runs extrapolated all of them from sections of an eighth of the draws.
          !figure.has("monte_carlo_error_approximate") || figure["monte_carlo_error_approximate"].flag()};
    }
    result.metrics.push_back(std::move(row));
  }
  for (const auto& bin : figures["details"]["test"]["reliability"].list()) {
    result.reliability.push_back({bin["low"].number(), bin["high"].number(), bin["count"].count(),
                                  bin["mean_confidence"].number(), bin["accuracy"].number()});
  }
  if (figures.has("conformal")) {
    for (const auto& sets : figures["conformal"]["test"].list()) {
      result.conformal.push_back(read_conformal(sets));
    }
  }
  if (figures.has("complexity")) result.complexity = report::complexity_of(figures["complexity"].text());
  const auto seconds = figures["seconds"];
  result.training_seconds = seconds["training"].number();
  if (seconds.has("evaluation")) result.evaluation_seconds = seconds["evaluation"].number();
  result.seconds_per_10000_predictions = seconds["per_10000_predictions"].number();
  return result;
}

std::vector<report::ComparedMetric> compare_metrics(const std::vector<ComparedRun>& runs,
                                                    const std::vector<ComparedRun>& first) {
  std::vector<report::ComparedMetric> compared;
  for (std::size_t i = 0; i < runs.front().metrics.size(); ++i) {
    const auto& row = runs.front().metrics[i];
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
