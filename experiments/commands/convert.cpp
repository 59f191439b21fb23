#include "bayes/layers/families/convert.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bayes/core/state.h"
#include "experiments/commands/command.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/output_rules.h"
#include "experiments/saved_run/run_directory.h"

namespace bnn {
namespace {

struct ConvertOptions {
  std::string run;
  std::string output;
};

// The networks of a run: one, or the members of an ensemble.
std::vector<bayes::State> networks_of(const bayes::State& model) {
  if (model.begin()->first.rfind("member0.", 0) != 0) return {model};
  std::vector<bayes::State> members;
  for (;;) {
    auto member = bayes::with_prefix_removed(model, "member" + std::to_string(members.size()));
    if (member.empty()) return members;
    members.push_back(std::move(member));
  }
}

void convert(const ConvertOptions& options) {
  const std::filesystem::path run = options.run;
  require_intact(run);
  const auto model = read_model_file(model_path(run));
  if (const auto fitted = read_fitted(run)) require_of_run(model.metadata, *fitted, model_path(run).string());
  auto output = run / "plain.safetensors";
  if (!options.output.empty()) output = options.output;
  const auto networks = networks_of(model.state);
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const auto member = networks.size() == 1 ? "" : fmt::format("_member{}", i);
    files.push_back(output.parent_path() / (output.stem().string() + member + output.extension().string()));
    require_harmless(files.back(), {{model_path(run)}, run});
  }
  for (std::size_t i = 0; i < networks.size(); ++i) {
    write_file_atomically(files[i], model_file(bayes::plain_weights(networks[i]), model.metadata).bytes);
    print("{}\n", terminal_line(files[i].string()));
  }
}

}  // namespace

void add_convert(CLI::App& app) {
  auto options = std::make_shared<ConvertOptions>();
  auto* command = app.add_subcommand("convert", "Write the weights of a run as those of a plain network");
  command->footer(
      "Of a variational run these are the posterior means; of an ensemble each member gets a file of its "
      "own, "
      "FILE_member0\nand so on, as their mean would be none of them. They have the names of a PyTorch "
      "state_dict: "
      "`load_state_dict(\n"
      "safetensors.torch.load_file(FILE))`. The file's metadata have `mean` and `standard_deviation`, by "
      "which pixels in\n[0, 1] are standardised before such a network sees them. The other way round, a "
      "configuration names weights to start "
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
