#include <CLI/CLI.hpp>

#include "experiments/command_line/manual_page.h"
#include "experiments/commands/command.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/version.h"

namespace bnn {

void add_man(CLI::App& app) {
  auto* command = app.add_subcommand("man", "Print the manual page");
  command->footer("An installed bnn has it as `man bnn`.\n\n  bnn man | man -l -");
  command->callback([&app] { print("{}", manual_page(command_words(app), std::string("bnn ") + kVersion)); });
}

}  // namespace bnn
