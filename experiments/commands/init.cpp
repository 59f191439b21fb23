#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/commands/command.h"
#include "experiments/config/experiment_config.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/saved_run/output_rules.h"

namespace bnn {
namespace {

struct InitOptions {
  std::string method = "bayes_by_backprop";
  std::string model = "lenet5";
  std::string prior = "gaussian";
  std::string output;
};

void init(const InitOptions& options) {
  const auto config =
      default_experiment({"name=my_experiment", "method.name=" + options.method,
                          "model.name=" + options.model, "model.prior.name=" + options.prior});
  const std::string text =
      "# Every setting with its default. What is left out takes it; `bnn list` says what can be named.\n" +
      to_yaml(config, /*comments=*/true);
  if (options.output.empty()) {
    print("{}", text);
    return;
  }
  require_harmless(options.output, {});
  if (std::filesystem::exists(options.output)) {
    throw bayes::Error("there is a file already", options.output, "choose another with --output");
  }
  write_file_atomically(options.output, text);
  print("{}\n", terminal_line(options.output));
}

}  // namespace

void add_init(CLI::App& app) {
  auto options = std::make_shared<InitOptions>();
  auto* command = app.add_subcommand("init", "Write a commented configuration to start from");
  command->footer(
      "  bnn init > my_experiment.yaml\n"
      "  bnn init --method mc_dropout --model mlp --output my_experiment.yaml\n"
      "  bnn run my_experiment.yaml");
  command->add_option("--method", options->method, "As in `bnn list methods`")->type_name("METHOD");
  command->add_option("--model", options->model, "As in `bnn list models`")->type_name("MODEL");
  command->add_option("--prior", options->prior, "As in `bnn list priors`")->type_name("PRIOR");
  command->add_option("-o,--output", options->output, "File to write; standard output where none is given")
      ->type_name("FILE");
  command->callback([options] { init(*options); });
}

}  // namespace bnn
