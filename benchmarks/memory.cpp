// Peak memory of training a fully connected network with two hidden layers of 1,200 by Bayes by Backprop,
// above data and libraries. One JSON object on standard output.
#include <ATen/Parallel.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>

#include "bayes/core/error.h"
#include "benchmarks/environment.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/workload.h"
#include "models/mlp.h"

namespace {

using namespace benchmarks;

// "VmRSS" or "VmHWM" of this process, in bytes.
double memory(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field + ":", 0) == 0) return 1024.0 * std::stod(line.substr(field.size() + 1));
  }
  throw bayes::Error("the system does not tell " + field, "/proc/self/status", "run this on Linux");
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

void train(bayes::InferenceMethod& method, const Workload& work, const bayes::LabelledImages& data,
           bayes::ThreadPool& pool) {
  training_speed(method, work, data, /*batch_size=*/128, /*seconds=*/1.0, pool);
}

}  // namespace

int main() {
  prepare_environment();
  const auto work = workload("mlp_1200");
  const auto data = random_images(work, 12800);
  bayes::ThreadPool pool(2, [] { at::set_num_threads(1); });

  // A small network first, so that libraries and threads have what they keep.
  auto small = problem_of(work);
  small.architecture = models::mlp({{16, 16}}, {});
  train(*bayes::bayes_by_backprop({}, small), work, data, pool);

  const double before = memory("VmRSS");
  forget_peak();
  const auto method = bayes::bayes_by_backprop({}, problem_of(work));
  train(*method, work, data, pool);
  const double peak = memory("VmHWM") - before;

  std::int64_t weights = 0;
  for (const auto& moments : method->weight_moments()) weights += moments.mean.numel();
  const nlohmann::ordered_json result{{"network", "mlp_1200"},
                                      {"weights", weights},
                                      {"peak_bytes", peak},
                                      {"bytes_per_weight", peak / static_cast<double>(weights)},
                                      {"environment", describe_environment()}};
  std::cout << result.dump(2) << "\n";
}
