#include "experiments/command_line/completion.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/process/standard_streams.h"

namespace bnn {
void add_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("completion", "Print the script by which a shell completes commands and options");
  command->footer(
      "An installed bnn brings all three. By hand:\n\n"
      "  source <(bnn completion bash)\n"
      "  bnn completion zsh > ~/.zfunc/_bnn\n"
      "  bnn completion fish > ~/.config/fish/completions/bnn.fish");
  command->add_option("shell", *shell, "bash, zsh or fish")->required()->type_name("SHELL");
  command->callback([shell] { print("{}", completion_script(*shell)); });
}

}  // namespace bnn
