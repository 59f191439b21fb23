#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/commands/print_record.h"
#include "experiments/commands/run_options.h"
#include "experiments/config/experiment_config.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/consistency.h"
#include "experiments/run/idle_settings.h"
#include "experiments/run/runner.h"

namespace bnn {
namespace {

void run(const RunOptions& options) {
  const auto config = load_experiment(options.config, options.overrides);
  require_consistent(config, shape_ahead(config));
  warn_of_idle_settings({config});
  with_run_context(options, config.name, [&](const std::filesystem::path& folder, const RunContext& context) {
    const auto record = run_experiment(config, folder, context);
    print_record(record);
    print_results(folder, config.report.formats, "bnn show");
  });
}

}  // namespace

void add_run(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  auto* command = app.add_subcommand("run", "Train and measure one experiment");
  command->footer(
      "Trains the configured method, measures it on the test set and writes everything into a folder:\n"
      "metrics.json, report.html, predictions.npz, weights.npz, model.safetensors, history.jsonl, …\n"
      "Ctrl-C saves a checkpoint; --resume goes on from there.\n\n"
      "  bnn run configs/mnist_lenet5_bayes_by_backprop.yaml\n"
      "  bnn run configs/mnist_lenet5_map.yaml training.epochs=3 seed=1 --output runs/quick");
  add_run_options(*command, *options);
  command->callback([options] { run(*options); });
}

}  // namespace bnn
