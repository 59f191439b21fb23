#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

#include "bayes/core/error.h"
#include "experiments/command_line/suggestion.h"
#include "experiments/commands/command.h"
#include "experiments/environment.h"
#include "experiments/interruption.h"
#include "experiments/version.h"

namespace {

constexpr int kDefect = 70;

void print_error(const std::string& text) {
  const bool has_prefix = text.rfind("error", 0) == 0;  // the configuration reader formats its own
  fmt::print(stderr, "{}{}\n", has_prefix ? "" : "error: ", text);
}

// What was printed may still lie in a buffer: a full disk or a closed pipe shows here at the latest.
void flush_standard_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw std::system_error(errno, std::generic_category(), "standard output cannot be written");
  }
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
      "70 a defect of the program, 75 try again later, 130 and 143 interrupted (--resume goes on).");
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
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return 0;
    const auto meant = bnn::suggestion(app, {argv + 1, argv + argc});
    if (!meant.empty()) fmt::print(stderr, "{}\n", meant);
    return static_cast<int>(bayes::Fault::kUsage);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    bnn::prepare_environment(argv);
    const int status = run(argc, argv);
    flush_standard_output();
    return status;
  } catch (const bnn::Interrupted& interrupted) {
    fmt::print(stderr, "interrupted: the checkpoint is saved; the same command with --resume goes on\n");
    bnn::die_of(interrupted.signal);
  } catch (const bayes::Error& error) {
    print_error(error.what());
    return static_cast<int>(error.fault);
  } catch (const std::system_error& error) {
    print_error(error.what());
    return static_cast<int>(bayes::Fault::kFailed);
  } catch (const std::bad_alloc&) {
    print_error("memory ran out\n  fix:   lower training.batch_size or evaluation.samples");
    return static_cast<int>(bayes::Fault::kFailed);
  } catch (const std::exception& error) {
    print_error(fmt::format("a defect of bnn {} ({}), please report it with the command and this text:\n{}",
                            bnn::kVersion, bnn::kRevision, error.what()));
    return kDefect;
  }
}
