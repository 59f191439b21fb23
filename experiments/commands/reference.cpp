#include <CLI/CLI.hpp>

#include "experiments/commands/command.h"
#include "experiments/describe/reference_page.h"
#include "experiments/process/standard_streams.h"

namespace bnn {

void add_reference(CLI::App& app) {
  auto* command = app.add_subcommand("reference",
                                     "Print all settings, what they can name and what combines, in Markdown");
  command->footer(
      "docs/reference.md is this, and `bnn list` its short form.\n\n  bnn reference > reference.md");
  command->callback([] { print("{}", reference_page()); });
}

}  // namespace bnn
