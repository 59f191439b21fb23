#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <system_error>

#include "bayes/core/error.h"
#include "experiments/blas_threads.h"
#include "experiments/command_line/completion.h"
#include "experiments/command_line/suggestion.h"
#include "experiments/commands/command.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/out_of_memory.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/version.h"

namespace {

constexpr int kDefect = 70;

void print_error(const std::string& text) {
  const bool has_prefix = text.rfind("error", 0) == 0;  // the configuration reader formats its own
  bnn::say((has_prefix ? "" : "error: ") + text + "\n");
}

// Paths and arguments are on one line, whatever stands in them.
void print_error(const bayes::Error& error) {
  std::string text = error.problem;
  if (!error.where.empty()) text += "\n  where: " + bnn::terminal_line(error.where);
  const bool only_lines =
      !error.fix.empty() && error.fix.front() == '\n';  // what is intact, the next command
  if (!error.fix.empty()) text += (only_lines ? "" : "\n  fix:   ") + error.fix;
  print_error(text);
}

// CLI11 prints what was typed.
int end_of_parsing(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream output, messages;
  const int status = app.exit(error, output, messages);
  bnn::print(output.str());
  bnn::say(messages.str());
  return status == 0 ? 0 : static_cast<int>(bayes::Fault::kUsage);
}

bool asks_for_completions(int argc, char** argv) {
  return argc > 1 && std::string(argv[1]) == bnn::kComplete;
}

int run(int argc, char** argv) {
  CLI::App app{"Bayesian neural networks: train, compare and report, by a YAML file.", "bnn"};
  app.set_version_flag("--version", std::string("bnn ") + bnn::kVersion + " (" + bnn::kRevision + ")");
  app.require_subcommand(1);
  app.footer(
      "A first experiment:\n"
      "  bnn data fetch mnist\n"
      "  bnn run configs/mnist_lenet5_bayes_by_backprop.yaml\n\n"
      "Exit status: 0 done, 1 failed, 2 wrong command or configuration, 3 data missing or corrupt, 4 "
      "diverged,\n"
      "70 a defect of the program, 75 try again later, 129, 130 and 143 interrupted (--resume goes on; "
      "Slurm's\n"
      "SIGUSR1, SIGUSR2 and SIGXCPU end as SIGTERM does, with 143).");
  bnn::add_run(app);
  bnn::add_compare(app);
  bnn::add_lr_find(app);
  bnn::add_evaluate(app);
  bnn::add_predict(app);
  bnn::add_prior(app);
  bnn::add_show(app);
  bnn::add_diff(app);
  bnn::add_export(app);
  bnn::add_prune(app);
  bnn::add_convert(app);
  bnn::add_init(app);
  bnn::add_check(app);
  bnn::add_list(app);
  bnn::add_reference(app);
  bnn::add_data(app);
  bnn::add_doctor(app);
  bnn::add_completion(app);
  bnn::add_man(app);
  if (asks_for_completions(argc, argv)) {
    for (const auto& candidate :
         bnn::completions(bnn::command_words(app), bnn::placeholders(), {argv + 2, argv + argc})) {
      bnn::print(candidate.word + "\t" + candidate.help + "\n");
    }
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = end_of_parsing(app, error);
    if (status == 0) return 0;
    const auto meant = bnn::suggestion(app, {argv + 1, argv + argc});
    if (!meant.empty()) bnn::say(meant + "\n");
    return status;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  bnn::prepare_standard_streams();
  bnn::end_watch_of_loading();
  try {
    const int status = bnn::reporting_memory([&] {
      if (!asks_for_completions(argc, argv)) bnn::prepare_environment(argv);
      return run(argc, argv);
    });
    bnn::flush_standard_output();
    return status;
  } catch (const bnn::Interrupted& interrupted) {
    bnn::say(bnn::after_interruption());
    bnn::die_of(interrupted.signal);
  } catch (const bayes::Error& error) {
    print_error(error);
    return static_cast<int>(error.fault);
  } catch (const std::system_error& error) {
    print_error(error.what());
    return static_cast<int>(bayes::Fault::kFailed);
  } catch (const std::bad_alloc&) {
    bnn::say("error: memory ran out, even for a message\n");
    return static_cast<int>(bayes::Fault::kFailed);
  } catch (const std::exception& error) {
    print_error(fmt::format("a defect of bnn {} ({}), please report it with the command and this text:\n{}",
                            bnn::kVersion, bnn::kRevision, error.what()));
    return kDefect;
  }
}
