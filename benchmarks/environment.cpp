#include "benchmarks/environment.h"

#include <torch/version.h>

#include <cstdlib>
#include <string>

#include "bayes/kernels/instruction_set.h"
#include "bayes/runtime/environment.h"

namespace benchmarks {

nlohmann::ordered_json describe_environment() {
  nlohmann::ordered_json limits;
  for (const char* name :
       {"BAYES_INSTRUCTION_SET", "OPENBLAS_CORETYPE", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') limits[name] = value;
  }
  const auto openblas = bayes::openblas_config();
  return {{"libtorch", TORCH_VERSION},
          {"blas",
           openblas.empty() ? "not OpenBLAS" : openblas + " with kernels for " + bayes::openblas_kernels()},
          {"instruction_set", bayes::kernels::name(bayes::kernels::supported_instruction_sets().front())},
          {"compiler", "g++ " __VERSION__},
          {"variables", limits}};
}

}  // namespace benchmarks
