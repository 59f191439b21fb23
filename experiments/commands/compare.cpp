#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/commands/print_record.h"
#include "experiments/commands/run_options.h"
#include "experiments/compare/comparison.h"
#include "experiments/config/comparison_config.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/consistency.h"
#include "experiments/run/idle_settings.h"
#include "notebooks_export/tables/result_tables.h"

namespace bnn {
namespace {

void compare(const RunOptions& options) {
  const auto config = load_comparison(options.config, options.overrides);
  std::vector<ExperimentConfig> methods;
  for (const auto& method : config.methods) {
    const auto& run = methods.emplace_back(method.runs.front());
    require_consistent(run, shape_ahead(run));
  }
  warn_of_idle_settings(methods);
  with_run_context(options, config.name, [&](const std::filesystem::path& folder, const RunContext& context) {
    const auto record = run_comparison(config, folder, context);
    print_comparison(record);
    print_results(folder, config.report.formats, "bnn show");
  });
}

}  // namespace

void add_compare(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  auto* command =
      app.add_subcommand("compare", "Compare several methods over seeds, on the same data and model");
  command->footer(
      "Runs every method of the comparison with every seed, each into a folder of its own, and writes one "
      "table\n"
      "and one report. Runs go side by side, one on each thread: each gives the same numbers as by itself, "
      "and\n"
      "its times are those that it took beside the others. --resume takes complete runs as they are and goes "
      "on\n"
      "with the others.\n\n"
      "  bnn compare configs/mnist_compare.yaml\n"
      "  bnn compare configs/mnist_compare.yaml seeds=[0] training.epochs=1 --output runs/quick");
  add_run_options(*command, *options);
  command->callback([options] { compare(*options); });
}

}  // namespace bnn
