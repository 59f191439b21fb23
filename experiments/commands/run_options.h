#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bnn {

/// The words that `run` and `compare` share.
struct RunOptions {
  std::string config;
  std::vector<std::string> overrides;
  std::string output;  ///< empty: runs/<name>
  bool resume = false;
  int threads = 0;  ///< 0: one a core
};

void add_run_options(CLI::App& command, RunOptions& options);

}  // namespace bnn
