// Included once per instruction set; see philox_loops.h.
#pragma once

#include <cstdint>

namespace bayes::kernels::BAYES_KERNEL_SET {

/// Asks for the `count` values that come a page behind these. A pass over many arrays, a block of each at a
/// time, leaves an array before the processor sees that it goes on, and then waits for each block's first
/// lines. Into the second-level cache, as the first has no room for them yet.
template <class Real>
inline void ask_ahead(const Real* values, std::int64_t count) {
  constexpr std::int64_t kAhead = 4096 / sizeof(Real), kLine = 64 / sizeof(Real);
  for (std::int64_t i = 0; i < count; i += kLine) {
    __builtin_prefetch(values + kAhead + i, /*rw=*/0, /*locality=*/2);
  }
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
