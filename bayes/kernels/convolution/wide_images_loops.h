// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// A whole number of cache lines, as parts of the scratch memory are.
inline std::int64_t whole_lines(std::int64_t floats) { return (floats + 15) / 16 * 16; }
inline std::int64_t whole_vectors(std::int64_t images) { return (images + kLanes - 1) / kLanes * kLanes; }

inline void copy(const float* from, std::int64_t count, float* to) {
  __builtin_memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
}

inline void zero(float* to, std::int64_t count) {
  __builtin_memset(to, 0, static_cast<std::size_t>(count) * sizeof(float));
}

/// Pixels with `images` each, `step` apart, become pixels with `wide` >= images, filled up with zeros.
inline void widen(const float* from, std::int64_t step, std::int64_t images, float* to, std::int64_t wide,
                  std::int64_t pixels) {
  if (images == wide && step == wide) return copy(from, pixels * wide, to);
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
    copy(from + pixel * step, images, to + pixel * wide);
    zero(to + pixel * wide + images, wide - images);
  }
}

inline void narrow(const float* from, std::int64_t wide, float* to, std::int64_t images,
                   std::int64_t pixels) {
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
    copy(from + pixel * wide, images, to + pixel * images);
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
