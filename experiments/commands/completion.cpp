#include <CLI/CLI.hpp>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/catalog/nearest_name.h"
#include "experiments/command_line/completion_script.h"
#include "experiments/commands/command.h"
#include "experiments/process/standard_streams.h"

namespace bnn {
namespace {

std::string completion_script(const std::string& shell, const CommandWords& program) {
  if (shell == "bash") return bash_completion(program, placeholders());
  if (shell == "zsh") return zsh_completion(program, placeholders());
  if (shell == "fish") return fish_completion(program, placeholders());
  throw bayes::Error("there is no completion for \"" + shell + "\"", "bnn completion",
                     known_names(shell, completion_shells()));
}

}  // namespace

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
  command->callback([shell, &app] { print("{}", completion_script(*shell, command_words(app))); });
}

}  // namespace bnn
