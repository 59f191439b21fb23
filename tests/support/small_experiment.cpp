#include "tests/support/small_experiment.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "experiments/files/sha256.h"
#include "tests/support/small_data.h"

namespace support {
namespace {

namespace fs = std::filesystem;

constexpr char kConfig[] = R"(name: small
data: {name: mnist, validation: 100}
model: {name: mlp, hidden: [16]}
method: {name: map}
training: {epochs: 2, batch_size: 64, validation_draws: 2, optimizer: {name: adam, learning_rate: 0.01}}
evaluation: {samples: 4, bootstrap_resamples: 20}
report: {formats: [], images: 2}
)";

}  // namespace

SmallExperiment::SmallExperiment() {
  write_small_data(data());
  bnn::put(config(), kConfig);
}

std::map<std::string, std::string> SmallExperiment::environment() const {
  return {{"BAYES_DATA", data().string()}};
}

std::vector<std::string> SmallExperiment::run_arguments(const std::string& output,
                                                        const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"run", config().string(), "--output", (*this / output).string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Ended SmallExperiment::bnn(const std::vector<std::string>& arguments) const {
  return RunningProgram(arguments, environment(), *this / "stdout").wait();
}

Ended SmallExperiment::run(const std::string& output, const std::vector<std::string>& more) const {
  return bnn(run_arguments(output, more));
}

RunningProgram SmallExperiment::start(const std::string& output, const std::vector<std::string>& more) const {
  return RunningProgram(run_arguments(output, more), environment(), *this / ("stdout of " + output));
}

std::map<std::string, std::string> results_of(const fs::path& run) {
  std::map<std::string, std::string> results;
  for (const char* name : {"predictions.npz", "weights.npz", "model.safetensors"}) {
    results[name] = bnn::sha256_hex({bnn::slurp(run / name)});
  }
  auto metrics = nlohmann::json::parse(bnn::slurp(run / "metrics.json"));
  metrics.erase("seconds");
  results["metrics.json"] = metrics.dump(1);
  return results;
}

std::vector<std::string> history_of(const fs::path& run) {
  std::vector<std::string> lines;
  std::istringstream text(bnn::slurp(run / "history.jsonl"));
  for (std::string line; std::getline(text, line);) {
    auto epoch = nlohmann::json::parse(line);
    epoch.erase("seconds");
    epoch.erase("examples_per_second");
    lines.push_back(epoch.dump());
  }
  return lines;
}

}  // namespace support
