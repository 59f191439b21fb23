#include "bayes/runtime/environment.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>

namespace bayes {
namespace {

// A function of OpenBLAS; null where another BLAS is loaded.
template <class Function>
Function of_openblas(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

std::string text_of_openblas(const char* name) {
  const auto get = of_openblas<const char* (*)()>(name);
  return get == nullptr ? "" : get();
}

}  // namespace

void prepare_process() {
  set_intra_op_threads(1);
  // Every step frees and takes the same few megabytes; handing them back to the system costs a third of the
  // time.
  mallopt(M_MMAP_THRESHOLD, 2000000000);
  mallopt(M_TRIM_THRESHOLD, 2000000000);
  mallopt(M_TOP_PAD, 64 << 20);
}

void set_intra_op_threads(int threads) {
  at::set_num_threads(threads);
  // OpenBLAS has threads of its own, which LibTorch does not know of.
  if (const auto set_threads = of_openblas<void (*)(int)>("openblas_set_num_threads")) set_threads(threads);
}

std::unique_ptr<ThreadPool> make_pool(int threads) {
  return std::make_unique<ThreadPool>(threads, [] { at::set_num_threads(1); });
}

std::string openblas_config() { return text_of_openblas("openblas_get_config"); }
std::string openblas_kernels() { return text_of_openblas("openblas_get_corename"); }

}  // namespace bayes
