// Included once per instruction set; see philox_loops.h. Branch-free, so that loops over them become vectors,
// and without fused multiply-adds, so that every instruction set rounds the same.
#pragma once

#include <cstdint>

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

/// Natural logarithm of u / 2^kShift, u a positive normal number. Source of the polynomial: Moshier, Cephes
/// 2.8, `logf`.
template <std::uint32_t kShift>
inline float log_scaled(float u) {
  constexpr std::uint32_t kRootHalf = 0x3F3504F3u;
  // u = (1 + f) 2^exponent with 1 + f in [sqrt(1/2), sqrt(2)), so that f = u - 1 near 1, where the result is
  // small.
  const std::uint32_t above = bits_of_float(u) - (kRootHalf + (kShift << 23));
  const auto e = static_cast<float>(static_cast<std::int32_t>(above) >> 23);
  const float f = float_of_bits((above & 0x7FFFFFu) + kRootHalf) - 1.0f;
  const float square = f * f;
  float p = 7.0376836292e-2f;
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  // log 2 in two parts, the first of which times any exponent is exact.
  const float tail = p * f * square - 2.12194440e-4f * e - 0.5f * square;
  return (f + tail) + 0.693359375f * e;
}

/// e^x for x <= 0, relative error below 1.5e-7; 0 below -87.7, where the result would leave the normal
/// numbers.
inline float exp_nonpositive(float x) {
  x = x < -88.0f ? -88.0f : x;  // written so that NaN stays
  // Adding 1.5 * 2^23 rounds to an integer, and the 127 puts the biased exponent into the low bits.
  const float shifted = x * 1.44269504f + (12582912.0f + 127.0f);
  const float exponent = shifted - (12582912.0f + 127.0f);
  const float r = (x - exponent * 0.693359375f) + exponent * 2.12194440e-4f;  // log 2 in two parts, as above
  // Least squares at Chebyshev nodes of |r| <= log(2) / 2, relative error 4e-9. Even and odd powers apart, as
  // below, since a polynomial that waits for each of its steps is 1.1 to 1.2 times slower.
  const float square = r * r;
  const float even =
      ((1.375138876e-3f * square + 4.166953266e-2f) * square + 4.999998808e-1f) * square + 1.0f;
  const float odd = (8.368921466e-3f * square + 1.666651815e-1f) * square + 1.0f;
  const float p = even + r * odd;
  return p * float_of_bits(bits_of_float(shifted) << 23);
}

/// log(1 + x) for x in [0, 1], relative error below 2e-7 also for tiny x.
inline float log1p_unit(float x) {
  // log(1 + x) / x by least squares at Chebyshev nodes of [0, 1], relative error 2.4e-8.
  const float square = x * x;
  float even = 1.948768646e-2f;
  even = even * square + 1.053295061e-1f;
  even = even * square + 1.966101825e-1f;
  even = even * square + 3.332966566e-1f;
  even = even * square + 1.0f;
  float odd = -3.163999412e-3f;
  odd = odd * square - 5.626952648e-2f;
  odd = odd * square - 1.526327431e-1f;
  odd = odd * square - 2.495116740e-1f;
  odd = odd * square - 4.999988973e-1f;
  return (even + x * odd) * x;
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
