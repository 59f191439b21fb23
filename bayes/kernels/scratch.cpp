#include "bayes/kernels/scratch.h"

#include <cstddef>
#include <memory>
#include <new>

namespace bayes::kernels {
namespace {

constexpr std::align_val_t kAlignment{64};

struct Free {
  void operator()(float* memory) const { ::operator delete(memory, kAlignment); }
};

}  // namespace

float* scratch(std::int64_t floats) {
  thread_local std::unique_ptr<float, Free> memory;
  thread_local std::int64_t size = 0;
  if (floats > size) {
    memory.reset();
    size = 0;
    memory.reset(
        static_cast<float*>(::operator new(static_cast<std::size_t>(floats) * sizeof(float), kAlignment)));
    size = floats;
  }
  return memory.get();
}

}  // namespace bayes::kernels
