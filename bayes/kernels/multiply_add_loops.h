// Included once per instruction set; see philox_loops.h.
#pragma once

#include <cstdint>

namespace bayes::kernels::BAYES_KERNEL_SET {

/// a * b + c, rounded once, whatever the processor. One instruction where there is such; the few without get
/// the same bits, from double precision.
inline float multiply_add(float a, float b, float c) {
#if defined(__FP_FAST_FMAF)
  return __builtin_fmaf(a, b, c);
#else
  // The product is exact; of the sum, what its rounding left out is known (Knuth's sum of two). Rounded to
  // odd instead, that is towards zero with a last bit of 1 where anything was left out, the sum rounds to
  // single precision as if it were exact (Boldo & Melquiond 2008).
  const double product = static_cast<double>(a) * b, addend = c;
  const double sum = product + addend, taken = sum - product;
  const double rest = (product - (sum - taken)) + (addend - taken);
  std::uint64_t bits, bits_of_rest;
  __builtin_memcpy(&bits, &sum, sizeof bits);
  __builtin_memcpy(&bits_of_rest, &rest, sizeof bits);
  // In integers alone, which become vectors: 1 for yes.
  const std::uint64_t magnitude = bits_of_rest << 1, exponent = 0x7FF0000000000000u;
  const std::uint64_t is_finite = 1 ^ (((bits & exponent) + (1ull << 52)) >> 63);
  const std::uint64_t is_inexact = ((magnitude | (0 - magnitude)) >> 63) & is_finite;
  bits = (bits - (((bits ^ bits_of_rest) >> 63) & is_inexact)) | is_inexact;
  double rounded;
  __builtin_memcpy(&rounded, &bits, sizeof rounded);
  return static_cast<float>(rounded);
#endif
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
