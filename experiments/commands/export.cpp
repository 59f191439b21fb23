#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/commands/command.h"
#include "experiments/compare/saved_comparison.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/file_lock.h"
#include "experiments/files/folders.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/recorded_run.h"
#include "experiments/run/runner.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/output_rules.h"
#include "experiments/saved_run/run_directory.h"
#include "experiments/saved_run/run_files.h"

namespace bnn {
namespace {

struct ExportOptions {
  std::string run;
  std::vector<std::string> formats = {"html"};
  std::string output;
};

std::filesystem::path folder_of(const ExportOptions& options) {
  return options.output.empty() ? options.run : options.output;
}

// Whether the reports go among the files of what they are of.
bool goes_into_its_own_folder(const ExportOptions& options) {
  std::error_code missing;
  return std::filesystem::equivalent(folder_of(options), options.run, missing);
}

// A folder that holds neither a run nor a comparison is refused later, and gets no lock.
bool holds_run_or_comparison(const std::filesystem::path& folder) {
  return holds_comparison(folder) || std::filesystem::exists(folder / "config.yaml");
}

void write(const ExportOptions& options, const std::vector<report::ExportedFile>& files) {
  const bool is_own = goes_into_its_own_folder(options);
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.name);
  if (is_own) take_out_of_manifest(options.run, names);
  for (const auto& file : files) {
    const auto path = folder_of(options) / file.name;
    make_folders(path.parent_path());
    write_file_atomically(path, file.bytes);
  }
  if (is_own) add_to_manifest(options.run, files);
  for (const auto& file : files) print("{}\n", terminal_line((folder_of(options) / file.name).string()));
}

// As the run wrote it down, or measured once more where it is too old to have done so.
report::RunRecord record_of(const std::string& run) {
  if (auto record = read_run_record(run)) return std::move(*record);
  say(fmt::format(
      "the run is of an older version, whose files hold too little for reports: it is measured again: {}\n",
      terminal_line(run)));
  watch_signals(AfterSignal::kBeginsAnew);
  Progress progress;
  const auto pool = make_pool(0);
  return reload_run(run, {*pool, progress, ""}).record;
}

void export_run(const ExportOptions& options) {
  const auto record = record_of(options.run);
  const std::filesystem::path run = options.run;
  std::vector<report::ExportedFile> files;
  for (const auto& format : options.formats) {
    for (auto& file : exporter(format).run(record)) {
      // Of an older run too, whatever format brings them along (a notebook has copies), they are those that
      // the run found.
      if (holds_figures(file.name) && std::filesystem::exists(run / file.name))
        file.bytes = read_file(run / file.name, kLargestModel);
      files.push_back(std::move(file));
    }
  }
  write(options, files);
}

void export_comparison(const ExportOptions& options) {
  std::string known;
  for (const auto& entry : exporters()) {
    if (entry.comparison) known += (known.empty() ? "" : ", ") + entry.name;
  }
  for (const auto& format : options.formats) {
    if (exporter(format).comparison) continue;
    throw bayes::Error("a comparison has no " + format, "--format",
                       "choose one of " + known + ", or export a run of it");
  }
  const auto record = read_comparison(options.run);
  std::vector<report::ExportedFile> files;
  for (const auto& format : options.formats) {
    for (auto& file : exporter(format).comparison(record)) files.push_back(std::move(file));
  }
  write(options, files);
}

void export_folder(const ExportOptions& options) {
  for (const auto& format : options.formats) exporter(format);  // a wrong name is said before any work
  require_harmless(folder_of(options) / "report.html", {{}, options.run, /*renews=*/true});
  std::optional<FileLock> lock;
  if (goes_into_its_own_folder(options) && holds_run_or_comparison(options.run)) lock.emplace(options.run);
  if (holds_comparison(options.run)) {
    export_comparison(options);
  } else {
    export_run(options);
  }
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportOptions>();
  auto* command =
      app.add_subcommand("export", "Write reports of a complete run or comparison in other formats");
  std::string help =
      "Reads what a run or a comparison found; neither data nor model are needed. A run of an older version\n"
      "did not write all of it down, and is measured again from its model and its data. Writes:\n";
  for (const auto& entry : exporters()) help += fmt::format("  {:<6} {}\n", entry.name, entry.summary);
  command->footer(help +
                  "\n  bnn export runs/mnist_lenet5_map --format html,ipynb --output report\n  bnn export "
                  "runs/mnist_compare --format ipynb");
  command->add_option("run", options->run, "Folder of a run or of a comparison")
      ->required()
      ->type_name("RUN");
  command->add_option("-f,--format", options->formats, "Formats, separated by commas")
      ->delimiter(',')
      ->type_name("FORMAT");
  command->add_option("-o,--output", options->output, "Folder to write to; the run's own where none is given")
      ->type_name("DIR");
  command->callback([options] { export_folder(*options); });
}

}  // namespace bnn
