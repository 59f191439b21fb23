#include "experiments/commands/run_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#include "bayes/core/error.h"
#include "experiments/files/folder_name.h"
#include "experiments/files/shell_word.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/out_of_memory.h"
#include "experiments/saved_run/output_rules.h"

namespace bnn {

namespace fs = std::filesystem;

void add_run_options(CLI::App& command, RunOptions& options) {
  options.command = command.get_name();
  command.add_option("config", options.config, "Configuration file (YAML)")
      ->required()
      ->type_name("CONFIG.yaml");
  command.add_option("overrides", options.overrides, "Settings instead of the file's: training.epochs=3")
      ->type_name("key.path=value");
  command.add_option("-o,--output", options.output, "Folder of the results; runs/<name> where none is given")
      ->type_name("DIR");
  command.add_flag(
      "--resume", options.resume,
      "Go on with what the folder holds, to the same bits; a finished run goes on for longer with "
      "training.epochs=N");
  command.add_option("--threads", options.threads, "Threads; 0 for one a core. Changes no number")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
}

namespace {

// The command that goes on with what these began, for a shell: bnn run a.yaml --output 'my runs' --resume.
std::string command_to_go_on(const RunOptions& options) {
  std::vector<std::string> words{"bnn", options.command, options.config};
  words.insert(words.end(), options.overrides.begin(), options.overrides.end());
  if (!options.output.empty()) words.insert(words.end(), {"--output", options.output});
  if (options.threads > 0) words.insert(words.end(), {"--threads", std::to_string(options.threads)});
  words.push_back("--resume");
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

}  // namespace

void with_run_context(const RunOptions& options, const std::string& name,
                      const std::function<void(const std::filesystem::path&, const RunContext&)>& work) {
  const fs::path folder = options.output.empty() ? "runs/" + folder_name(name) : options.output;
  require_harmless(folder / "metrics.json", {{options.config}, folder, /*renews=*/true});
  watch_signals(AfterSignal::kResumes);
  Progress progress;
  const auto pool = make_pool(options.threads);
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  if (cores > 0 && options.threads > cores) {
    progress.line(
        fmt::format("warning: {} threads on {} cores are slower than {}", options.threads, cores, cores));
  }
  const auto resume = options.resume ? RunDirectory::Resume::kYes : RunDirectory::Resume::kNo;
  try {
    reporting_memory([&] { work(folder, RunContext{*pool, progress, resume}); });
  } catch (const bayes::Error& error) {
    std::error_code ignored;
    const bool begun = fs::exists(folder / ".lock", ignored);  // else there is nothing to go on with
    if (error.fault != bayes::Fault::kFailed || !begun) throw;
    throw bayes::Error(error.problem, error.where, error.fix + "\n  then:  " + command_to_go_on(options),
                       error.fault);
  }
}

}  // namespace bnn
