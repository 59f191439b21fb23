#include "benchmarks/environment.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <torch/version.h>

#include <cstdlib>
#include <string>

#include "bayes/kernels/instruction_set.h"

namespace benchmarks {
namespace {

// OpenBLAS has these functions; where another BLAS is loaded they are missing.
template <class Function>
Function of_openblas(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

std::string blas() {
  const auto config = of_openblas<const char* (*)()>("openblas_get_config");
  const auto kernels = of_openblas<const char* (*)()>("openblas_get_corename");
  if (!config || !kernels) return "not OpenBLAS";
  return std::string(config()) + " with kernels for " + kernels();
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

void prepare_environment() {
  set_libtorch_threads(1);
  mallopt(M_MMAP_THRESHOLD, 2000000000);
  mallopt(M_TRIM_THRESHOLD, 2000000000);
  mallopt(M_TOP_PAD, 64 << 20);
}

void set_libtorch_threads(int threads) {
  at::set_num_threads(threads);
  if (const auto set_threads = of_openblas<void (*)(int)>("openblas_set_num_threads")) set_threads(threads);
}

nlohmann::ordered_json describe_environment() {
  nlohmann::ordered_json limits;
  for (const char* name :
       {"BAYES_INSTRUCTION_SET", "OPENBLAS_CORETYPE", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY"}) {
    if (const auto value = variable(name); !value.empty()) limits[name] = value;
  }
  return {{"libtorch", TORCH_VERSION},
          {"blas", blas()},
          {"instruction_set", bayes::kernels::name(bayes::kernels::supported_instruction_sets().front())},
          {"compiler", "g++ " __VERSION__},
          {"variables", limits}};
}

}  // namespace benchmarks
