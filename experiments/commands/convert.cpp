#include "bayes/layers/convert.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/commands/command.h"
#include "experiments/config/experiment_config.h"
#include "experiments/files/atomic_file.h"
#include "experiments/run_directory.h"

namespace bnn {
namespace {

struct ConvertOptions {
  std::string run;
  std::string output;
};

void convert(const ConvertOptions& options) {
  const auto config = load_experiment((std::filesystem::path(options.run) / "config.yaml").string(), {});
  const auto plain = bayes::plain_weights(read_model(options.run));
  if (plain.begin()->first.rfind("member0.", 0) == 0) {
    throw bayes::Error("an ensemble is several networks, and its mean is none of them", options.run,
                       "convert a run of one network");
  }
  auto output = std::filesystem::path(options.run) / "plain.safetensors";
  if (!options.output.empty()) output = options.output;
  write_file_atomically(output, model_file(plain, to_yaml(config)).bytes);
  fmt::print("{}\n", output.string());
}

}  // namespace

void add_convert(CLI::App& app) {
  auto options = std::make_shared<ConvertOptions>();
  auto* command = app.add_subcommand("convert", "Write the weights of a run as those of a plain network");
  command->footer(
      "Of a variational run these are the posterior means. They have the names of a PyTorch state_dict: "
      "`load_state_dict(\n"
      "safetensors.torch.load_file(FILE))`. The other way round, a configuration names weights to start "
      "from:\n\n"
      "  bnn convert runs/mnist_lenet5_bayes_by_backprop --output means.safetensors\n"
      "  bnn run configs/mnist_lenet5_bayes_by_backprop.yaml model.start.from=runs/mnist_lenet5_map "
      "model.start.centre_prior=true");
  command->add_option("run", options->run, "Folder of a run")->required()->type_name("RUN");
  command
      ->add_option("-o,--output", options->output,
                   "safetensors file to write; plain.safetensors in the run where none is given")
      ->type_name("FILE");
  command->callback([options] { convert(*options); });
}

}  // namespace bnn
