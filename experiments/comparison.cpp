#include "experiments/comparison.h"

#include <fmt/format.h>

#include <chrono>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/compared_runs.h"
#include "experiments/consistency.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/file_lock.h"
#include "experiments/folder_name.h"
#include "experiments/paired_images.h"
#include "notebooks_export/json.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

// The configuration of the comparison as it was resolved: one document that lists those of its runs.
std::string describe(const ComparisonConfig& config) {
  std::string text = fmt::format("# {} methods with {} seeds; the first method's resolved configuration:\n",
                                 config.methods.size(), config.seeds.size());
  text += to_yaml(config.methods.front().runs.front());
  for (const auto& method : config.methods) {
    text += fmt::format("# {}: {}\n", method.label,
                        method.note.empty() ? "the same, but for method" : method.note);
  }
  return text;
}

ComparedRun run_or_read(const ExperimentConfig& config, const fs::path& folder, const RunContext& context) {
  const bool resumes = context.resume == RunDirectory::Resume::kYes;
  if (resumes && fs::exists(folder / "metrics.json")) {
    // Taking the folder checks that the run in it has this configuration.
    const RunDirectory directory(folder, to_yaml(config), context.resume);
    return read_compared_run(folder);
  }
  run_experiment(config, folder, context);
  return read_compared_run(folder);
}

void require_free(const fs::path& folder, const RunContext& context) {
  if (context.resume == RunDirectory::Resume::kYes || is_empty_but_for_lock(folder)) return;
  throw bayes::Error("the output folder is not empty", folder.string(),
                     "go on with what is there by --resume, or choose another folder with --output");
}

}  // namespace

report::ComparisonRecord run_comparison(const ComparisonConfig& config, const fs::path& folder,
                                        const RunContext& context) {
  const auto began = std::chrono::steady_clock::now();
  for (const auto& method : config.methods) {
    require_consistent(method.runs.front());
    require_start(method.runs.front());
  }
  make_output_folder(folder);
  require_free(folder, context);
  const FileLock lock(folder);
  const auto& base = config.methods.front().runs.front();
  report::ComparisonRecord record;
  record.name = config.name;
  record.dataset = base.data.dataset.entry().name;
  record.model = base.model.architecture.entry().name;
  record.seeds = config.seeds;
  record.config_yaml = describe(config);
  record.shown_metrics = config.report.metrics;

  std::vector<ComparedRun> first;
  for (const auto& method : config.methods) {
    report::ComparedMethod compared;
    compared.label = method.label;
    compared.method = method.runs.front().method.entry().name;
    compared.note = method.note;
    std::vector<ComparedRun> runs;
    for (const auto& run : method.runs) {
      const fs::path relative = fs::path(folder_name(method.label)) / std::to_string(run.seed);
      runs.push_back(run_or_read(run, folder / relative, context));
      compared.run_directories.push_back(relative.generic_string());
      compared.training_seconds += runs.back().training_seconds / static_cast<double>(method.runs.size());
      compared.seconds_per_10000_predictions +=
          runs.back().seconds_per_10000_predictions / static_cast<double>(method.runs.size());
    }
    if (first.empty()) first = runs;
    compared.metrics = compare_metrics(runs, first);
    compared.reliability = pool_reliability(runs);
    record.methods.push_back(std::move(compared));
  }
  compare_by_image(folder, base.evaluation.bootstrap_resamples, static_cast<std::uint64_t>(base.seed),
                   context.pool, record);
  const fs::path first_run = folder / record.methods.front().run_directories.front();
  record.environment = nlohmann::ordered_json::parse(read_file(first_run / "environment.json", 1u << 20));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  record.total_seconds = seconds.count();

  std::vector<std::string> formats{"csv", "json"};
  formats.insert(formats.begin(), config.report.formats.begin(), config.report.formats.end());
  for (const auto& format : formats) {
    if (!exporter(format).comparison) continue;
    for (const auto& file : exporter(format).comparison(record))
      write_file_atomically(folder / file.name, file.bytes);
  }
  return record;
}

}  // namespace bnn
