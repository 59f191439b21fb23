#include "experiments/compare/saved_comparison.h"

#include <fmt/format.h>

#include "bayes/core/error.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/config/experiment_config.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/runner.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/run_directory.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/tables/result_tables.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

// The metrics that there are now, in their order, with what the catalog says of them.
std::vector<report::ComparedMetric> known_metrics(const std::vector<report::ComparedMetric>& read) {
  std::vector<report::ComparedMetric> known;
  for (const auto& entry : metric_infos()) {
    for (const auto& metric : read) {
      if (metric.key != entry.key) continue;
      known.push_back(metric);
      static_cast<report::MetricInfo&>(known.back()) = entry;
    }
  }
  return known;
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
  auto record = report::read_comparison_json(
      read_file(path, kLargestText),
      {"the figures of the comparison", path.string(), "run `bnn compare` with --resume to write it again"});
  for (auto& method : record.methods) {
    method.metrics = known_metrics(method.metrics);
    method.paper = paper_of(method.method);
    if (method.run_directories.empty()) continue;
    // A run that was moved away takes no figure with it.
    const auto config = folder / method.run_directories.front() / "config.yaml";
    if (fs::exists(config)) method.config_yaml = read_file(config, kLargestText);
  }
  if (auto environment = read_environment(folder)) record.environment = std::move(*environment);
  if (record.methods.empty() || record.methods.front().config_yaml.empty()) return record;
  const auto first = folder / record.methods.front().run_directories.front() / "config.yaml";
  const bool of_numbers =
      report::find_metric(record.methods.front(), usual_metrics(Targets::kNumbers).front()) != nullptr;
  record.shown_metrics = shown_metrics(load_experiment(first.string(), {}).report,
                                       of_numbers ? Targets::kNumbers : Targets::kClasses);
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
