// Included once per instruction set; see philox_loops.h. Branch-free, so that loops over them become vectors,
// and with every rounding written out, so that all instruction sets round the same.
#pragma once

#include <cstdint>

#include "bayes/kernels/multiply_add_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

inline float float_of_bits(std::uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

inline std::uint32_t bits_of_float(float value) {
  std::uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

// log 2 in two parts, the first of which times any exponent is exact.
constexpr float kLog2High = 0.693359375f, kLog2Low = -2.12194440e-4f;

/// Natural logarithm of u / 2^kShift, u a positive normal number.
template <std::uint32_t kShift>
inline float log_scaled(float u) {
  constexpr std::uint32_t kRootHalf = 0x3F3504F3u;
  // u = (1 + f) 2^exponent with 1 + f in [sqrt(1/2), sqrt(2)), so that f = u - 1 near 1, where the result is
  // small.
  const std::uint32_t above = bits_of_float(u) - (kRootHalf + (kShift << 23));
  const auto e = static_cast<float>(static_cast<std::int32_t>(above) >> 23);
  const float f = float_of_bits((above & 0x7FFFFFu) + kRootHalf) - 1.0f;
  // log(1 + f) = 2 artanh(s) = s (2 + s^2 p(s^2)), s = f / (2 + f); p is the best one of its degree, relative
  // error 8e-10.
  const float s = f / (2.0f + f), square = s * s;
  const float p = multiply_add(multiply_add(2.987173e-1f, square, 3.9977541e-1f), square, 6.6666776e-1f);
  const float log_of_rest = multiply_add(s * square, p, 2.0f * s);
  return multiply_add(e, kLog2High, multiply_add(e, kLog2Low, log_of_rest));
}

/// e^x for x <= 0, relative error below 1.5e-7; 0 below -87.7, where the result would leave the normal
/// numbers.
inline float exp_nonpositive(float x) {
  x = x < -88.0f ? -88.0f : x;  // written so that NaN stays
  // Adding 1.5 * 2^23 rounds to an integer, and the 127 puts the biased exponent into the low bits.
  const float shifted = multiply_add(x, 1.44269504f, 12582912.0f + 127.0f);
  const float exponent = shifted - (12582912.0f + 127.0f);
  const float r = multiply_add(exponent, -kLog2Low, multiply_add(exponent, -kLog2High, x));
  // Least squares at Chebyshev nodes of |r| <= log(2) / 2, relative error 4e-9. Even and odd powers apart,
  // so that fewer steps wait for the one before.
  const float square = r * r;
  const float even = multiply_add(
      multiply_add(multiply_add(1.375138876e-3f, square, 4.166953266e-2f), square, 4.999998808e-1f), square,
      1.0f);
  const float odd = multiply_add(multiply_add(8.368921466e-3f, square, 1.666651815e-1f), square, 1.0f);
  return multiply_add(r, odd, even) * float_of_bits(bits_of_float(shifted) << 23);
}

/// log(1 + x) for x in [0, 1], relative error below 2e-7 also for tiny x.
inline float log1p_unit(float x) {
  // log(1 + x) / x by the best rational function of these degrees on [0, 1], relative error 3.5e-8: faster
  // than the polynomial of degree 9 that is as good, as a division goes on beside the multiplications.
  const float above = multiply_add(
      multiply_add(multiply_add(-2.39082e-3f, x, 4.313977e-2f), x, 7.2641886e-1f), x, 9.9999997e-1f);
  const float below = multiply_add(multiply_add(3.2306881e-1f, x, 1.22641546f), x, 1.0f);
  return x * above / below;
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
