// Included once per instruction set; see philox_loops.h.
#pragma once

#include <cstdint>

#include "bayes/kernels/noise.h"

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

/// (word + 1) / 2^32, rounded once: in (0, 1], so that the logarithm is finite.
/// All 32 bits count, since they decide how far the normal's tails reach: to 6.66 instead of 5.77 for 24
/// bits.
inline float unit_interval(std::uint32_t word) {
  // In halves, which are exact: SSE2 and AVX2 convert signed integers only.
  const auto high = static_cast<float>(static_cast<std::int32_t>(word >> 16));
  const auto low = static_cast<float>(static_cast<std::int32_t>((word & 0xFFFF) + 1));
  return (high * 65536.0f + low) * 0x1p-32f;
}

/// Natural logarithm of a positive normal number. Source of the polynomial: Moshier, Cephes 2.8, `logf`.
inline float log_unit(float u) {
  const std::uint32_t bits = bits_of_float(u);
  // u = (1 + f) 2^exponent with 1 + f in [sqrt(1/2), sqrt(2)), so that f = u - 1 near 1, where the result is
  // small.
  const std::int32_t exponent = static_cast<std::int32_t>(bits - 0x3F3504F3u) >> 23;
  const float f = float_of_bits(bits - (static_cast<std::uint32_t>(exponent) << 23)) - 1.0f;
  const auto e = static_cast<float>(exponent);
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

struct CosineSine {
  float cosine, sine;
};

/// Cosine and sine of 2 pi word / 2^32. Source of the polynomials: Moshier, Cephes 2.8, `sinf` and `cosf`.
inline CosineSine turn(std::uint32_t word) {
  // The nearest quarter turn, and what is left, in [-pi/4, pi/4]; exact, since the angle is an integer.
  const std::uint32_t quarter = (word + 0x20000000u) >> 30;
  const auto rest = static_cast<std::int32_t>(word - (quarter << 30));
  const float x = static_cast<float>(rest) * 1.46291807927e-9f;  // pi / 2^31
  const float square = x * x;
  const float sine =
      x + x * square * ((-1.9515295891e-4f * square + 8.3321608736e-3f) * square - 1.6666654611e-1f);
  const float cosine =
      1.0f - 0.5f * square +
      square * square *
          ((2.443315711809948e-5f * square - 1.388731625493765e-3f) * square + 4.166664568298827e-2f);
  const bool swapped = (quarter & 1) != 0;
  const std::uint32_t cosine_sign = ((quarter + 1) & 2) << 30, sine_sign = (quarter & 2) << 30;
  return {float_of_bits(bits_of_float(swapped ? sine : cosine) ^ cosine_sign),
          float_of_bits(bits_of_float(swapped ? cosine : sine) ^ sine_sign)};
}

struct NormalPair {
  float first, second;
};

/// Two independent standard normal values. Source: Box & Muller 1958.
inline NormalPair box_muller(std::uint32_t radius_word, std::uint32_t angle_word) {
  const float radius = __builtin_sqrtf(-2.0f * log_unit(unit_interval(radius_word)));
  const CosineSine angle = turn(angle_word);
  return {radius * angle.cosine, radius * angle.sine};
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
