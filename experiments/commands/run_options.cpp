#include "experiments/commands/run_options.h"

#include <CLI/CLI.hpp>

#include "experiments/environment.h"
#include "experiments/folder_name.h"
#include "experiments/interruption.h"
#include "experiments/output_rules.h"

namespace bnn {

void add_run_options(CLI::App& command, RunOptions& options) {
  command.add_option("config", options.config, "Configuration file (YAML)")
      ->required()
      ->type_name("CONFIG.yaml");
  command.add_option("overrides", options.overrides, "Settings instead of the file's: training.epochs=3")
      ->type_name("key.path=value");
  command.add_option("-o,--output", options.output, "Folder of the results; runs/<name> where none is given")
      ->type_name("DIR");
  command.add_flag("--resume", options.resume, "Go on with what the folder holds, to the same bits");
  command.add_option("--threads", options.threads, "Threads; 0 for one a core. Changes no number")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
}

void with_run_context(const RunOptions& options, const std::string& name,
                      const std::function<void(const std::filesystem::path&, const RunContext&)>& work) {
  const std::filesystem::path folder = options.output.empty() ? "runs/" + folder_name(name) : options.output;
  require_harmless(folder / "metrics.json", {{options.config}, folder, /*renews=*/true});
  watch_signals();
  Progress progress;
  const auto pool = make_pool(options.threads);
  const auto resume = options.resume ? RunDirectory::Resume::kYes : RunDirectory::Resume::kNo;
  work(folder, RunContext{*pool, progress, resume});
}

}  // namespace bnn
