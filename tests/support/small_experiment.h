#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/experiments/files/temporary_folder.h"
#include "tests/support/program.h"

namespace support {

/// A temporary folder with small data, a configuration that trains in a moment, and room for results.
class SmallExperiment {
 public:
  SmallExperiment();

  /// A path in the folder.
  std::filesystem::path operator/(const std::string& name) const { return folder_.path / name; }

  /// bnn with these arguments, to its end. Every path in `arguments` is the test's to make absolute.
  Ended bnn(const std::vector<std::string>& arguments) const;
  /// bnn run of the configuration into the folder `output`, with more arguments.
  Ended run(const std::string& output, const std::vector<std::string>& more = {}) const;
  /// The same, under way.
  RunningProgram start(const std::string& output, const std::vector<std::string>& more = {}) const;

  std::filesystem::path config() const { return *this / "config.yaml"; }
  std::filesystem::path data() const { return *this / "data"; }

 private:
  std::vector<std::string> run_arguments(const std::string& output,
                                         const std::vector<std::string>& more) const;
  std::map<std::string, std::string> environment() const;

  bnn::TemporaryFolder folder_;
};

/// What a run found, for comparing bits: SHA-256 of predictions.npz, weights.npz and model.safetensors,
/// metrics.json without its seconds.
std::map<std::string, std::string> results_of(const std::filesystem::path& run);

/// The lines of history.jsonl without seconds and rates.
std::vector<std::string> history_of(const std::filesystem::path& run);

}  // namespace support
