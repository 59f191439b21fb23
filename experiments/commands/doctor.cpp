#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "experiments/commands/command.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/diagnosis.h"
#include "experiments/process/standard_streams.h"

namespace bnn {
namespace {

void report() {
  int troubles = 0;
  for (const auto& finding : diagnose()) {
    print("{:<9} {:<18} {}\n", finding.remedy.empty() ? "fine" : "attention", finding.subject,
          terminal_line(finding.text));
    if (finding.remedy.empty()) continue;
    print("{:<9} {:<18} do: {}\n", "", "", finding.remedy);
    ++troubles;
  }
  print("\n{}\n", troubles == 0 ? "Nothing slows this machine down."
                                : fmt::format("{} of these cost time or keep runs from starting.", troubles));
}

}  // namespace

void add_doctor(CLI::App& app) {
  auto* command = app.add_subcommand("doctor", "What this machine brings, what slows it, and what to do");
  command->footer(
      "Looks at processor, threads, LibTorch, BLAS, memory, load and data, and measures for some seconds how "
      "fast "
      "matrices\n"
      "and convolutions are against what the processor can do.");
  command->callback(report);
}

}  // namespace bnn
