#include <CLI/CLI.hpp>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/compare/metrics_difference.h"
#include "experiments/config/config_differences.h"
#include "experiments/config/experiment_config.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "experiments/saved_run/manifest.h"
#include "notebooks_export/tables/table.h"

namespace bnn {
namespace {

// With the defaults of what the version that made the run did not have.
ConfigNode settings_of(const std::string& run) {
  const auto path = run + "/config.yaml";
  return parse_yaml(to_yaml(load_experiment(path, {})), path);
}

report::Table settings_table(const std::string& first, const std::string& second) {
  report::Table table{"Settings that differ", {{"Setting"}, {first}, {second}}, {}};
  const auto differences = config_differences(settings_of(first), settings_of(second));
  for (const auto& [key, ours, theirs] : differences) {
    table.rows.push_back({key, ours.empty() ? "–" : ours, theirs.empty() ? "–" : theirs});
  }
  return table;
}

void diff(const std::string& first, const std::string& second) {
  require_intact(first);
  require_intact(second);
  const auto settings = settings_table(first, second);
  if (settings.rows.empty()) {
    print("The configurations are the same.\n\n");
  } else {
    print_table(settings);
  }
  auto figures = metrics_difference(first, first, second, second);
  figures.title = "Figures of the test images";
  print_table(figures);
}

}  // namespace

void add_diff(CLI::App& app) {
  auto runs = std::make_shared<std::pair<std::string, std::string>>();
  auto* command =
      app.add_subcommand("diff", "What differs between two runs: settings, then metrics on the test images");
  command->footer("  bnn diff runs/mnist_compare/map/0 runs/mnist_compare/mc_dropout/0");
  command->add_option("first", runs->first, "Folder of a run")->required()->type_name("RUN");
  command->add_option("second", runs->second, "Folder of another")->required()->type_name("RUN");
  command->callback([runs] { diff(runs->first, runs->second); });
}

}  // namespace bnn
