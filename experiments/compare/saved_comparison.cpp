#include "experiments/compare/saved_comparison.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "bayes/core/error.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/config/experiment_config.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/saved_run/manifest.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLargest = 64u << 20;

// NaN where there is none: a comparison may be older than the figure.
double number(const Json& object, const char* key) {
  const auto found = object.find(key);
  const bool there = found != object.end() && !found->is_null();
  return there ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

report::ComparedMetric read_metric(const bayes::Metric& entry, const Json& figures) {
  report::ComparedMetric metric{entry, {}};
  for (const auto& value : figures.at("per_seed")) {
    metric.per_seed.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                              : value.get<double>());
  }
  metric.mean = number(figures, "mean");
  metric.standard_error = number(figures, "standard_error");
  metric.difference = number(figures, "difference");
  metric.difference_low = number(figures, "difference_low");
  metric.difference_high = number(figures, "difference_high");
  metric.images_low = number(figures, "images_low");
  metric.images_high = number(figures, "images_high");
  return metric;
}

report::ComparedMethod read_method(const Json& document, const fs::path& folder) {
  report::ComparedMethod method;
  method.label = document.at("label").get<std::string>();
  method.method = document.at("method").get<std::string>();
  method.note = document.value("note", "");
  for (const auto& entry : methods()) {
    if (entry.name == method.method) method.paper = entry.bibtex;
  }
  for (const auto& metric : metrics()) {
    const auto figures = document.at("metrics").find(metric.key);
    if (figures != document.at("metrics").end()) method.metrics.push_back(read_metric(metric, *figures));
  }
  for (const auto& test : document.value("mcnemar", Json::array())) {
    method.mcnemar.push_back({test.at("only_first_right").get<std::int64_t>(),
                              test.at("only_this_right").get<std::int64_t>(), number(test, "p_value")});
  }
  method.training_seconds = number(document.at("seconds"), "training");
  method.seconds_per_10000_predictions = number(document.at("seconds"), "per_10000_predictions");
  for (const auto& bin : document.value("reliability", Json::array())) {
    method.reliability.push_back({number(bin, "low"), number(bin, "high"),
                                  bin.at("count").get<std::int64_t>(), number(bin, "mean_confidence"),
                                  number(bin, "accuracy")});
  }
  method.run_directories = document.at("run_directories").get<std::vector<std::string>>();
  if (method.run_directories.empty()) return method;
  // A run that was moved away takes no figure with it.
  const auto config = folder / method.run_directories.front() / "config.yaml";
  if (fs::exists(config)) method.config_yaml = read_file(config, kLargest);
  return method;
}

}  // namespace

bool holds_comparison(const fs::path& folder) { return fs::exists(folder / "comparison.json"); }

void require_intact_comparison(const fs::path& folder) {
  try {
    if (verify_manifest(folder)) return;
  } catch (const bayes::Error& error) {
    if (error.fault != bayes::Fault::kData) throw;
    throw bayes::Error(
        error.problem, error.where,
        "put the file back as `bnn compare` wrote it, or remove manifest.json and have the files written "
        "again from the runs by `bnn compare … --resume`",
        error.fault);
  }
  say(fmt::format("warning: the comparison has no manifest.json, so its files are not checked: {}\n",
                  terminal_line(folder.string())));
}

report::ComparisonRecord read_comparison(const fs::path& folder) {
  require_intact_comparison(folder);
  const auto path = folder / "comparison.json";
  const std::string text = read_file(path, kLargest);
  report::ComparisonRecord record;
  try {
    const Json document = Json::parse(text);
    record.name = document.at("name").get<std::string>();
    record.dataset = document.at("dataset").get<std::string>();
    record.model = document.at("model").get<std::string>();
    record.seeds = document.at("seeds").get<std::vector<std::int64_t>>();
    for (const auto& method : document.at("methods")) record.methods.push_back(read_method(method, folder));
    record.total_seconds = number(document, "total_seconds");
    const auto environment = folder / "environment.json";
    if (fs::exists(environment)) record.environment = Json::parse(read_file(environment, kLargest));
  } catch (const nlohmann::json::exception& error) {
    throw bayes::Error(std::string("the figures of the comparison cannot be read: ") + error.what(),
                       path.string(), "run `bnn compare` with --resume to write it again",
                       bayes::Fault::kData);
  }
  if (record.methods.empty() || record.methods.front().config_yaml.empty()) return record;
  const auto first = folder / record.methods.front().run_directories.front() / "config.yaml";
  record.shown_metrics = load_experiment(first.string(), {}).report.metrics;
  record.config_yaml = configuration_of(record);
  return record;
}

std::string configuration_of(const report::ComparisonRecord& comparison) {
  std::string text = fmt::format("# {} methods with {} seeds; the first method's resolved configuration:\n",
                                 comparison.methods.size(), comparison.seeds.size());
  text += comparison.methods.front().config_yaml;
  for (const auto& method : comparison.methods) {
    text += fmt::format("# {}: {}\n", method.label,
                        method.note.empty() ? "the same, but for method" : method.note);
  }
  return text;
}

}  // namespace bnn
