// Included once per instruction set; see philox_loops.h.
#pragma once

#include <cstdint>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace bayes::kernels::BAYES_KERNEL_SET {

// A vector of floats and a * b + c on it, fused where the instruction set has that: by intrinsics, since the
// compiler may not fuse by itself (-ffp-contract=off). GCC's `Vector{} + value` would add before it
// broadcasts.
#if defined(__AVX512F__)
using Vector = float __attribute__((vector_size(64)));
inline Vector multiply_add(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
inline Vector broadcast(float value) { return _mm512_set1_ps(value); }
#elif defined(__AVX2__)
using Vector = float __attribute__((vector_size(32)));
inline Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
inline Vector broadcast(float value) { return _mm256_set1_ps(value); }
#else
using Vector = float __attribute__((vector_size(16)));
inline Vector multiply_add(Vector a, Vector b, Vector c) { return a * b + c; }
inline Vector broadcast(float value) { return Vector{value, value, value, value}; }
#endif

constexpr std::int64_t kLanes = sizeof(Vector) / sizeof(float);

inline Vector load(const float* from) {
  Vector lanes;
  __builtin_memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

inline void store(float* to, Vector lanes) { __builtin_memcpy(to, &lanes, sizeof lanes); }

/// The sum of the lanes: the upper half is added to the lower until one is left.
inline float sum_of_lanes(Vector lanes) {
  float value[kLanes];
  __builtin_memcpy(value, &lanes, sizeof value);
  for (std::int64_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::int64_t i = 0; i < half; ++i) value[i] += value[i + half];
  }
  return value[0];
}

/// Calls body(begin, size) for the parts of 0 … count-1: as few as `most` allows, and as equal as can be,
/// since a small rest would leave the registers half empty.
template <class Body>
inline void for_each_part(std::int64_t count, std::int64_t most, const Body& body) {
  const std::int64_t parts = (count + most - 1) / most;
  for (std::int64_t part = 0; part < parts; ++part) {
    const std::int64_t begin = part * count / parts;
    body(begin, (part + 1) * count / parts - begin);
  }
}

inline std::int64_t smaller(std::int64_t a, std::int64_t b) { return a < b ? a : b; }
inline std::int64_t larger(std::int64_t a, std::int64_t b) { return a > b ? a : b; }

}  // namespace bayes::kernels::BAYES_KERNEL_SET
