#include <CLI/CLI.hpp>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/config/comparison_config.h"
#include "experiments/config/experiment_config.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/consistency.h"
#include "experiments/run/idle_settings.h"

namespace bnn {
namespace {

struct CheckOptions {
  std::string config;
  std::vector<std::string> overrides;
  bool comments = false;
};

void require_fit(const ExperimentConfig& config) {
  const auto shape = shape_ahead(config);
  require_consistent(config, shape);
  require_start(config, shape);
}

void check(const CheckOptions& options) {
  const bool is_comparison = read_yaml_file(options.config).find("methods") != nullptr;
  if (!is_comparison) {
    const auto config = load_experiment(options.config, options.overrides);
    require_fit(config);
    warn_of_idle_settings({config});
    print("{}", to_yaml(config, options.comments));
    return;
  }
  const auto comparison = load_comparison(options.config, options.overrides);
  std::vector<ExperimentConfig> methods;
  for (const auto& method : comparison.methods) {
    methods.push_back(method.runs.front());
    require_fit(method.runs.front());
    print("# {}, {} seeds\n{}\n", terminal_line(method.label), method.runs.size(),
          to_yaml(method.runs.front(), options.comments));
  }
  warn_of_idle_settings(methods);
}

}  // namespace

void add_check(CLI::App& app) {
  auto options = std::make_shared<CheckOptions>();
  auto* command =
      app.add_subcommand("check", "Validate a configuration and print it with every default filled in");
  command->footer(
      "Nothing is run or written. What is printed for an experiment is itself a configuration.\n\n"
      "  bnn check configs/mnist_lenet5_map.yaml --comments > my_experiment.yaml");
  command->add_option("config", options->config, "Configuration file (YAML)")
      ->required()
      ->type_name("CONFIG.yaml");
  command->add_option("overrides", options->overrides, "Settings instead of the file's")
      ->type_name("key.path=value");
  command->add_flag("--comments", options->comments, "With a line of help behind each setting");
  command->callback([options] { check(*options); });
}

}  // namespace bnn
