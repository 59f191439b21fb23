#include "experiments/process/operator_new.h"

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BNN_SANITIZER_ALLOCATES
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BNN_SANITIZER_ALLOCATES
#endif

namespace {

std::atomic<std::size_t> failed{0};

}  // namespace

#ifndef BNN_SANITIZER_ALLOCATES
// The standard library's `operator delete` frees what malloc gave.
void* operator new(std::size_t size) {
  if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
  failed = size;
  throw std::bad_alloc();
}
#endif

namespace bnn {

std::size_t bytes_not_allocated() { return failed; }

}  // namespace bnn
