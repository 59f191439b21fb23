#include "experiments/process/environment.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <torch/types.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>

#include "bayes/core/error.h"
#include "bayes/runtime/environment.h"
#include "experiments/files/free_memory.h"
#include "experiments/process/version.h"

namespace bnn {
std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  utsname names{};
  return uname(&names) == 0 ? names.machine : "unknown";
}

std::string blas_name() {
  const auto config = bayes::openblas_config();
  if (!config.empty()) return config;
  return "not OpenBLAS: matrix products may be ten times slower; install libopenblas0-pthread";
}

namespace {

constexpr const char* kBlasKernels = "OPENBLAS_CORETYPE";

// Of addresses: a thread's stack, and the buffer that OpenBLAS takes for each thread at its first product.
constexpr std::uint64_t kStack = std::uint64_t{8} << 20;
constexpr std::uint64_t kBlasBuffer = std::uint64_t{128} << 20;

void require_addresses(int threads, std::uint64_t free) {
  const std::uint64_t needed = static_cast<std::uint64_t>(threads) * (kStack + kBlasBuffer);
  if (needed <= free) return;
  throw bayes::Error(fmt::format("{} threads need {} of addresses, and {} are free (ulimit -v)", threads,
                                 as_bytes(needed), as_bytes(free)),
                     "--threads", "choose fewer threads, or raise the limit", bayes::Fault::kFailed);
}

// OpenBLAS waits for ever for a buffer that it does not get, so it gets one for each thread while there is
// room, by a product on all threads at once.
void take_blas_buffers(bayes::ThreadPool& pool) {
  std::atomic<int> arrived{0};
  pool.run(pool.threads(), [&](std::int64_t) {
    const auto matrix = torch::ones({512, 512});
    ++arrived;
    while (arrived < pool.threads()) std::this_thread::yield();
    at::mm(matrix, matrix);
  });
}

std::string operating_system() {
  utsname names{};
  if (uname(&names) != 0) return "unknown";
  return std::string(names.sysname) + " " + names.release + " " + names.machine;
}

}  // namespace

std::string better_blas_kernels(const std::string& core, bayes::kernels::InstructionSet set) {
  const bool half_width = core == "Haswell" || core == "Zen";
  return half_width && set == bayes::kernels::InstructionSet::kAvx512 ? "SkylakeX" : "";
}

void prepare_environment(char** arguments) {
  if (getenv(kBlasKernels) == nullptr) {
    const auto better =
        better_blas_kernels(bayes::openblas_kernels(), bayes::kernels::supported_instruction_sets().front());
    if (!better.empty()) {
      setenv(kBlasKernels, better.c_str(), /*overwrite=*/0);
      execv("/proc/self/exe", arguments);  // where that fails, the slower kernels serve
    }
  }
  bayes::prepare_process();
}

std::unique_ptr<bayes::ThreadPool> make_pool(int threads, const std::filesystem::path& root) {
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int wanted = threads > 0 ? threads : cores;
  const auto addresses = free_addresses(root);
  if (addresses) require_addresses(wanted, *addresses);
  auto pool = bayes::make_pool(wanted);
  if (addresses) take_blas_buffers(*pool);
  return pool;
}

nlohmann::ordered_json describe_environment(const bayes::ThreadPool& pool, const Dataset& dataset) {
  nlohmann::ordered_json checksums;
  for (const auto& [file, sum] : dataset.checksums) checksums[file] = sum;
  return {
      {"program", {{"version", kVersion}, {"revision", kRevision}, {"compiler", kCompiler}}},
      {"libtorch", TORCH_VERSION},
      {"blas", blas_name()},
      {"processor", processor_name()},
      {"operating_system", operating_system()},
      {"instruction_set", bayes::kernels::name(bayes::kernels::supported_instruction_sets().front())},
      {"threads", pool.threads()},
      {"intra_op_threads", at::get_num_threads()},
      {"data_sha256", checksums},
  };
}

void require_same_inputs(const nlohmann::ordered_json& began, const nlohmann::ordered_json& now) {
  const auto changed = [](const std::string& what, const std::string& where) {
    throw bayes::Error(what + " have changed since this run began", where,
                       "put back what it began with, or choose another folder with --output");
  };
  const auto data = began.find("data_sha256");
  if (data != began.end() && now.contains("data_sha256")) {
    for (const auto& [file, sum] : data->items()) {
      if (now["data_sha256"].value(file, sum) != sum) changed("the data", file);
    }
  }
  const auto start = began.find("start_sha256");
  if (start != began.end() && now.value("start_sha256", *start) != *start) {
    changed("the weights to start from", "model.start.from");
  }
}

}  // namespace bnn
