#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/commands/command.h"
#include "experiments/environment.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folders.h"
#include "experiments/interruption.h"
#include "experiments/output_rules.h"
#include "experiments/runner.h"
#include "experiments/saved_comparison.h"
#include "experiments/standard_streams.h"

namespace bnn {
namespace {

struct ExportOptions {
  std::string run;
  std::vector<std::string> formats = {"html"};
  std::string output;
};

void write(const ExportOptions& options, const std::vector<report::ExportedFile>& files) {
  const std::filesystem::path folder = options.output.empty() ? options.run : options.output;
  for (const auto& file : files) {
    const auto path = folder / file.name;
    make_folders(path.parent_path());
    write_file_atomically(path, file.bytes);
    print("{}\n", path.string());
  }
}

void export_run(const ExportOptions& options) {
  watch_signals(AfterSignal::kBeginsAnew);
  Progress progress;
  const auto pool = make_pool(0);
  const auto record = reload_run(options.run, {*pool, progress, ""});
  for (const auto& format : options.formats) write(options, exporter(format).run(record));
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
  for (const auto& format : options.formats) write(options, exporter(format).comparison(record));
}

void export_folder(const ExportOptions& options) {
  for (const auto& format : options.formats) exporter(format);  // a wrong name is said before any work
  const std::filesystem::path folder = options.output.empty() ? options.run : options.output;
  require_harmless(folder / "report.html", {{}, options.run, /*renews=*/true});
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
      "Measures the saved model of a run again, or reads the figures of a comparison, and writes:\n";
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
