#include "experiments/compare/comparison.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/compare/compared_runs.h"
#include "experiments/compare/paired_images.h"
#include "experiments/compare/saved_comparison.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/file_lock.h"
#include "experiments/files/folder_name.h"
#include "experiments/files/folders.h"
#include "experiments/process/interruption.h"
#include "experiments/run/consistency.h"
#include "experiments/run/resources.h"
#include "experiments/saved_run/fitted.h"
#include "experiments/saved_run/manifest.h"
#include "notebooks_export/formats/json.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

fs::path run_folder(const ComparedConfig& method, std::size_t seed) {
  return fs::path(folder_name(method.label)) / std::to_string(method.runs[seed].seed);
}

// A complete run of this configuration; one that is to be continued for more epochs is not.
bool holds_this_run(const ExperimentConfig& config, const fs::path& folder) {
  if (!fs::exists(folder / "metrics.json")) return false;
  return !RunDirectory(folder, to_yaml(config), RunDirectory::Resume::kYes).is_longer();
}

ComparedRun run_or_read(const ExperimentConfig& config, const fs::path& folder, const RunContext& context) {
  const bool resumes = context.resume == RunDirectory::Resume::kYes;
  if (resumes && holds_this_run(config, folder)) {
    require_intact(folder);
    return read_compared_run(folder);
  }
  run_experiment(config, folder, context);
  return read_compared_run(folder);
}

// Before the first run: all that are yet to be made leave their files on the same disk, and those that go
// side by side share the memory.
void require_room(const ComparisonConfig& config, const fs::path& folder, const RunContext& context) {
  const bool resumes = context.resume == RunDirectory::Resume::kYes;
  std::optional<Dataset> dataset;  // none is needed where all runs are there
  std::vector<RunSize> runs;
  for (const auto& method : config.methods) {
    std::optional<RunSize> size;  // that of every seed
    for (std::size_t seed = 0; seed < method.runs.size(); ++seed) {
      const auto& run = method.runs[seed];
      const auto at = folder / run_folder(method, seed);
      if (resumes && holds_this_run(run, at)) continue;
      if (!dataset) dataset = run.data.dataset.make().load();
      if (!size) size = run_size(*make_method(run, *dataset), run, *dataset);
      runs.push_back(*size);
      runs.back().written = bytes_below(at);
    }
  }
  require_memory(runs, context.at_a_time);
  require_space(folder, runs, context.at_a_time);
}

// Runs side by side: each is as it would be alone, and the last ones get the threads of those that have
// ended.
std::vector<std::vector<ComparedRun>> run_all(const ComparisonConfig& config, const fs::path& folder,
                                              const RunContext& context) {
  const std::size_t seeds = config.seeds.size();
  std::vector<std::vector<ComparedRun>> runs(config.methods.size(), std::vector<ComparedRun>(seeds));
  std::atomic<bool> failed{false};
  context.pool.run(static_cast<std::int64_t>(runs.size() * seeds), [&](std::int64_t job) {
    const auto method = static_cast<std::size_t>(job) / seeds, seed = static_cast<std::size_t>(job) % seeds;
    if (failed) return;
    try {
      stop_if_interrupted();
      runs[method][seed] = run_or_read(config.methods[method].runs[seed],
                                       folder / run_folder(config.methods[method], seed), context);
    } catch (...) {
      failed = true;  // those under way go on to their end, to be there for --resume; no other begins
      throw;
    }
  });
  return runs;
}

// Complete runs are taken as they are by --resume: they have to be of the data that the others are of.
void require_same_files(const ComparisonConfig& config, const fs::path& folder) {
  std::optional<Fitted> first;
  for (const auto& method : config.methods) {
    for (std::size_t seed = 0; seed < method.runs.size(); ++seed) {
      const auto run = folder / run_folder(method, seed);
      const auto fitted = read_fitted(run);
      if (!fitted) continue;
      if (!first) first = fitted;
      if (fitted->files == first->files) continue;
      throw bayes::Error("the data of this run are not those of the others", run.string(),
                         "remove the folder of that run, and go on with --resume", bayes::Fault::kData);
    }
  }
}

// Before anything is written: with --resume the folder need not be empty.
void require_no_run(const fs::path& folder) {
  if (!fs::exists(folder / "config.yaml")) return;
  throw bayes::Error("the output folder holds a run, not a comparison", folder.string(),
                     "choose another with --output");
}

void require_free(const fs::path& folder, const RunContext& context) {
  if (context.resume == RunDirectory::Resume::kYes || is_empty_but_for_lock(folder)) return;
  throw bayes::Error("the output folder is not empty", folder.string(),
                     "go on with what is there by --resume, or choose another folder with --output");
}

// comparison.json, which says that the comparison is complete, goes first and comes back last: a stop between
// leaves a comparison to be resumed, and never files that do not match the manifest.
void write_reports(const fs::path& folder, const ReportSection& section,
                   const report::ComparisonRecord& record) {
  constexpr char kFigures[] = "comparison.json";
  std::set<std::string> formats(section.formats.begin(), section.formats.end());
  formats.insert({"csv", "json"});
  std::vector<report::ExportedFile> files;
  for (const auto& format : formats) {
    if (!exporter(format).comparison) continue;
    for (auto& file : exporter(format).comparison(record)) files.push_back(std::move(file));
  }
  for (const char* name : {kFigures, "manifest.json"}) fs::remove(folder / name);
  std::string figures;
  for (const auto& file : files) {
    if (file.name == kFigures) {
      figures = file.bytes;
      continue;
    }
    make_folders((folder / file.name).parent_path());  // a notebook's charts
    write_file_atomically(folder / file.name, file.bytes);
  }
  write_manifest_of(folder, files);
  write_file_atomically(folder / kFigures, figures);
}

}  // namespace

report::ComparisonRecord run_comparison(const ComparisonConfig& config, const fs::path& folder,
                                        const RunContext& context) {
  for (const auto& method : config.methods) {
    const auto& run = method.runs.front();
    const auto shape = shape_ahead(run);
    require_consistent(run, shape);
    require_start(run, shape);
  }
  require_no_run(folder);
  make_output_folder(folder);
  require_free(folder, context);
  const FileLock lock(folder);
  if (holds_comparison(folder)) require_intact_comparison(folder);
  const auto& base = config.methods.front().runs.front();
  report::ComparisonRecord record;
  record.name = config.name;
  record.dataset = base.data.dataset.entry().name;
  record.model = base.model.architecture.entry().name;
  record.seeds = config.seeds;
  record.shown_metrics = shown_metrics(config.report, base.data.dataset.make().targets);

  auto side_by_side = context;
  side_by_side.at_a_time = std::min<std::int64_t>(
      context.pool.threads(), static_cast<std::int64_t>(config.methods.size() * config.seeds.size()));
  require_room(config, folder, side_by_side);
  const auto runs = run_all(config, folder, side_by_side);
  require_same_files(config, folder);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& method = config.methods[i];
    report::ComparedMethod compared;
    compared.label = method.label;
    compared.method = method.runs.front().method.entry().name;
    compared.note = method.note;
    compared.paper = method.runs.front().method.entry().bibtex;
    compared.config_yaml = to_yaml(method.runs.front());
    for (std::size_t seed = 0; seed < runs[i].size(); ++seed) {
      compared.run_directories.push_back(run_folder(method, seed).generic_string());
      record.total_seconds += runs[i][seed].training_seconds + runs[i][seed].evaluation_seconds;
      compared.training_seconds += runs[i][seed].training_seconds / static_cast<double>(runs[i].size());
      compared.seconds_per_10000_predictions +=
          runs[i][seed].seconds_per_10000_predictions / static_cast<double>(runs[i].size());
    }
    compared.metrics = compare_metrics(runs[i], runs[0]);
    compared.reliability = pool_reliability(runs[i]);
    record.methods.push_back(std::move(compared));
  }
  record.config_yaml = configuration_of(record);
  compare_by_image(folder, base.evaluation.bootstrap_resamples, static_cast<std::uint64_t>(base.seed),
                   {context.pool, context.progress, "paired images"}, record);
  const fs::path first_run = folder / record.methods.front().run_directories.front();
  if (auto environment = read_environment(first_run)) record.environment = std::move(*environment);

  write_reports(folder, config.report, record);
  return record;
}

}  // namespace bnn
