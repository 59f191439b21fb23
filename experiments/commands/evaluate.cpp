#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/commands/command.h"
#include "experiments/commands/print_record.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folders.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/idle_settings.h"
#include "experiments/run/runner.h"
#include "experiments/saved_run/output_rules.h"

namespace bnn {
namespace {

struct EvaluateOptions {
  std::string run;
  std::vector<std::string> overrides;
  std::string output;
  int threads = 0;
};

// What was trained stays as it was trained.
void require_evaluation_only(const std::vector<std::string>& overrides) {
  for (const auto& assignment : overrides) {
    const auto section = assignment.substr(0, assignment.find_first_of(".="));
    if (section == "evaluation" || section == "data" || section == "report") continue;
    throw bayes::Error("\"" + terminal_line(assignment) + "\" changes what was trained", "bnn evaluate",
                       "override evaluation, data or report, or train anew by `bnn run`");
  }
}

void evaluate_run(const EvaluateOptions& options) {
  require_evaluation_only(options.overrides);
  if (!options.output.empty()) {
    require_harmless(std::filesystem::path(options.output) / "metrics.json", {{}, options.run});
  }
  watch_signals(AfterSignal::kBeginsAnew);
  Progress progress;
  const auto pool = make_pool(options.threads);
  const auto measured = reload_run(options.run, {*pool, progress, ""}, options.overrides);
  const auto& record = measured.record;
  if (!options.overrides.empty()) {
    const auto path = (std::filesystem::path(options.run) / "config.yaml").string();
    warn_of_idle_settings({load_experiment(path, options.overrides)}, Written::kOnCommandLine);
  }
  if (measured.other_data) {
    print(
        "These are not the data that the run was fitted on. The run's standardisation is used, and what it\n"
        "found on its validation images.\n");
  }
  print_record(record);
  if (options.output.empty()) return;
  make_folders(options.output);
  for (const auto& file : exporter("json").run(record)) {
    write_file_atomically(std::filesystem::path(options.output) / file.name, file.bytes);
    print("{}\n", terminal_line((std::filesystem::path(options.output) / file.name).string()));
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<EvaluateOptions>();
  auto* command =
      app.add_subcommand("evaluate", "Measure a saved run again: more draws, other data, calibration");
  command->footer(
      "Nothing is trained, and the run's own folder stays as it is. Split and standardisation are the "
      "run's. Other data\n(data.name) are measured with them; calibrations and thresholds then are those "
      "that the run found on its own\nvalidation images.\n\n"
      "  bnn evaluate runs/mnist_lenet5_bayes_by_backprop evaluation.samples=128\n"
      "  bnn evaluate runs/mnist_lenet5_map evaluation.calibration=[temperature] "
      "evaluation.conformal=[lac,aps]\n"
      "  bnn evaluate runs/mnist_lenet5_map data.name=fashion_mnist --output elsewhere");
  command->add_option("run", options->run, "Folder of a run")->required()->type_name("RUN");
  command->add_option("overrides", options->overrides, "Settings of evaluation, data or report")
      ->type_name("key.path=value");
  command
      ->add_option("-o,--output", options->output,
                   "Folder for metrics.json; only the table where none is given")
      ->type_name("DIR");
  command->add_option("--threads", options->threads, "Threads; 0 for one a core. Changes no number")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  command->callback([options] { evaluate_run(*options); });
}

}  // namespace bnn
