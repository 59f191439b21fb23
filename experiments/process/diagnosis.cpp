#include "experiments/process/diagnosis.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <torch/types.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/instruction_set.h"
#include "experiments/catalog/datasets.h"
#include "experiments/datasets/data_file.h"
#include "experiments/process/environment.h"

namespace bnn {
namespace {

// Seconds of the fastest of some repetitions: what others do on the machine makes the rest slower.
double fastest(const std::function<void()>& work) {
  double best = 1e9;
  const auto began = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - began < std::chrono::milliseconds(700)) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

// GFLOP/s of one thread in a matrix product by BLAS.
double speed_of_products() {
  const std::int64_t size = 768;
  const auto a = torch::rand({size, size}), b = torch::rand({size, size});
  auto c = torch::empty({size, size});
  return 2e-9 * static_cast<double>(size * size * size) / fastest([&] { at::mm_out(c, a, b); });
}

// GFLOP/s of one thread in the second convolution of LeNet-5, by the library's kernel.
double speed_of_convolutions() {
  const bayes::kernels::ConvolutionShape shape{64, 6, 14, 14, 16, 5, 5, 0, 0};
  const auto input = torch::rand({6 * 14 * 14 * 64}), weight = torch::rand({16 * 6 * 25});
  auto output = torch::empty({16 * 100 * 64});
  const double operations = 2.0 * 16 * 100 * 6 * 25 * 64;
  return 1e-9 * operations / fastest([&] {
           bayes::kernels::convolution(shape, input.data_ptr<float>(), weight.data_ptr<float>(), nullptr,
                                       output.data_ptr<float>());
         });
}

Finding processor() {
  const auto* set = bayes::kernels::name(bayes::kernels::supported_instruction_sets().front());
  const std::string text = fmt::format("{}; kernels for {}", processor_name(), set);
  const bool portable = std::string(set) == "portable";
  return {"processor", text, portable ? "a processor with AVX2 would be three to six times faster" : ""};
}

Finding load() {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  double average = 0.0;
  if (getloadavg(&average, 1) != 1) return {"threads", fmt::format("{} cores", cores), ""};
  const bool busy = average > 0.5 * cores;
  return {
      "threads", fmt::format("{} cores, of which others used {:.1f} in the last minute", cores, average),
      busy ? fmt::format("wait, or take fewer: --threads {}", std::max(1, cores - static_cast<int>(average)))
           : ""};
}

Finding memory() {
  const double gigabytes =
      1e-9 * static_cast<double>(sysconf(_SC_AVPHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return {"memory", fmt::format("{:.1f} GB free (without what the system would give back)", gigabytes),
          gigabytes < 1.0 ? "close other programs: a run on MNIST takes about 1 GB" : ""};
}

Finding matrices() {
  const double products = speed_of_products(), convolutions = speed_of_convolutions();
  const std::string text = fmt::format("{}: {:.0f} GFLOP/s a thread; the library's convolutions {:.0f}",
                                       blas_name(), products, convolutions);
  // OpenBLAS that does not know a newer processor takes kernels of an older one, at half the speed.
  const bool slow = products < 0.7 * convolutions;
  return {"matrices", text,
          slow ? "install libopenblas0-pthread; where it is there, try OPENBLAS_CORETYPE=SkylakeX (AVX-512) "
                 "or Haswell "
                 "(AVX2) in the environment"
               : ""};
}

Finding data() {
  std::string there, missing;
  for (const auto& source : data_sources()) {
    auto& names = std::filesystem::exists(find_data_folder() / source.name) ? there : missing;
    names += (names.empty() ? "" : ", ") + source.name;
  }
  const std::string text =
      fmt::format("in {}: {}; not fetched: {}", find_data_folder().string(),
                  there.empty() ? "nothing" : there, missing.empty() ? "nothing" : missing);
  return {"data", text, there.empty() ? "bnn data fetch mnist" : ""};
}

}  // namespace

std::vector<Finding> diagnose() {
  return {processor(), load(), memory(), {"LibTorch", TORCH_VERSION, ""}, matrices(), data()};
}

}  // namespace bnn
