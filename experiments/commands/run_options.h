#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "experiments/run/runner.h"

namespace CLI {
class App;
}

namespace bnn {

/// The words that `run` and `compare` share.
struct RunOptions {
  std::string command;  ///< run or compare
  std::string config;
  std::vector<std::string> overrides;
  std::string output;  ///< empty: runs/<name>
  bool resume = false;
  int threads = 0;  ///< 0: one a core
};

void add_run_options(CLI::App& command, RunOptions& options);

/// Calls `work` with the folder of the results and all that a run needs while it goes: threads, progress,
/// signals. What fails then (`bayes::Error`, kFailed) also names the command that goes on.
void with_run_context(
    const RunOptions& options, const std::string& name,
    const std::function<void(const std::filesystem::path& folder, const RunContext&)>& work);

}  // namespace bnn
