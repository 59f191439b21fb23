#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "experiments/catalog/exporters.h"
#include "experiments/commands/command.h"
#include "experiments/environment.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folders.h"
#include "experiments/interruption.h"
#include "experiments/manifest.h"
#include "experiments/output_rules.h"
#include "experiments/run_directory.h"
#include "experiments/runner.h"
#include "experiments/standard_streams.h"

namespace bnn {
namespace {

struct ExportOptions {
  std::string run;
  std::vector<std::string> formats = {"html"};
  std::string output;
};

bool holds_figures(const std::string& format) {
  return format == "json" || format == "npz" || format == "csv";
}

void export_run(const ExportOptions& options) {
  for (const auto& format : options.formats) exporter(format);  // a wrong name is said before any work
  const std::filesystem::path folder = options.output.empty() ? options.run : options.output;
  require_harmless(folder / "report.html", {{}, options.run, /*renews=*/true});
  watch_signals(AfterSignal::kBeginsAnew);
  Progress progress;
  const auto pool = make_pool(0);
  const auto record = reload_run(options.run, {*pool, progress, ""}).record;
  const std::filesystem::path run = options.run;
  std::error_code missing;
  const bool is_own = std::filesystem::equivalent(folder, run, missing);
  std::vector<report::ExportedFile> files;
  for (const auto& format : options.formats) {
    for (auto& file : exporter(format).run(record)) {
      // Figures are those that the run found: measured again, their last bits may be others.
      const bool is_figure = holds_figures(format) && std::filesystem::exists(run / file.name);
      if (is_figure) file.bytes = read_file(run / file.name, kLargestModel);
      files.push_back(std::move(file));
    }
  }
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.name);
  if (is_own) take_out_of_manifest(run, names);
  for (const auto& file : files) {
    const auto path = folder / file.name;
    make_folders(path.parent_path());
    write_file_atomically(path, file.bytes);
    print("{}\n", path.string());
  }
  if (is_own) add_to_manifest(run, files);
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportOptions>();
  auto* command = app.add_subcommand("export", "Write reports of a complete run in other formats");
  std::string help =
      "Measures the saved model again for the reports; json, npz and csv are the run's own figures. "
      "Writes:\n";
  for (const auto& entry : exporters()) help += fmt::format("  {:<6} {}\n", entry.name, entry.summary);
  command->footer(help + "\n  bnn export runs/mnist_lenet5_map --format html,ipynb --output report");
  command->add_option("run", options->run, "Folder of a run")->required()->type_name("RUN");
  command->add_option("-f,--format", options->formats, "Formats, separated by commas")
      ->delimiter(',')
      ->type_name("FORMAT");
  command->add_option("-o,--output", options->output, "Folder to write to; the run's own where none is given")
      ->type_name("DIR");
  command->callback([options] { export_run(*options); });
}

}  // namespace bnn
