#include <cstdlib>
#include <new>

#include "bayes/runtime/not_allocated.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BNN_SANITIZER_ALLOCATES
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BNN_SANITIZER_ALLOCATES
#endif

#ifndef BNN_SANITIZER_ALLOCATES
// Says how much was wanted. The standard library's `operator delete` frees what malloc gave.
void* operator new(std::size_t size) {
  if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw bayes::NotAllocated(size);
}
#endif
