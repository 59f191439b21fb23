#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/commands/command.h"
#include "experiments/config/comparison_config.h"
#include "experiments/config/experiment_config.h"
#include "experiments/config/yaml_document.h"

namespace bnn {
namespace {

struct CheckOptions {
  std::string config;
  std::vector<std::string> overrides;
  bool comments = false;
};

// What only the parts together show: a flat prior under a variational method, weight decay beside a prior.
void make_parts(const ExperimentConfig& config) {
  const models::InputShape digits{};
  const bayes::Problem problem{config.model.architecture.make(digits), config.model.prior.make(), 0};
  config.method.make(problem);
  const auto optimizer = config.training.optimizer.make()({});
  if (optimizer->weight_decay() > 0.0 && problem.prior->is_proper()) {
    throw bayes::Error("weight decay together with a prior would count the prior twice",
                       "training.optimizer.weight_decay", "set it to 0, or model.prior.name to flat");
  }
}

void check(const CheckOptions& options) {
  const bool is_comparison = read_yaml_file(options.config).find("methods") != nullptr;
  if (!is_comparison) {
    const auto config = load_experiment(options.config, options.overrides);
    make_parts(config);
    fmt::print("{}", to_yaml(config, options.comments));
    return;
  }
  const auto comparison = load_comparison(options.config, options.overrides);
  for (const auto& method : comparison.methods) {
    make_parts(method.runs.front());
    fmt::print("# {}, {} seeds\n{}\n", method.label, method.runs.size(),
               to_yaml(method.runs.front(), options.comments));
  }
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
