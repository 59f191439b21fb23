// Included once per instruction set; see philox_loops.h.
#pragma once

#include <cstdint>

#include "bayes/kernels/exp_log_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// word + 1, rounded once: in [1, 2^32], so that the logarithm is finite.
/// All 32 bits count, since they decide how far the normal's tails reach: to 6.66 instead of 5.77 for 24
/// bits.
inline float successor(std::uint32_t word) {
  // In halves, which are exact: SSE2 and AVX2 convert signed integers only.
  const auto high = static_cast<float>(static_cast<std::int32_t>(word >> 16));
  const auto low = static_cast<float>(static_cast<std::int32_t>((word & 0xFFFF) + 1));
  return multiply_add(high, 65536.0f, low);
}

struct CosineSine {
  float cosine, sine;
};

/// Cosine and sine of 2 pi word / 2^32. Source of the polynomials: Moshier, Cephes 2.8, `sinf` and `cosf`.
inline CosineSine turn(std::uint32_t word) {
  // What the nearest quarter turn leaves, in [-pi/4, pi/4]: the upper two bits go; exact, since the angle is
  // an integer.
  const auto rest = static_cast<float>(static_cast<std::int32_t>(word << 2));
  const float x = rest * (1.46291807927e-9f * 0.25f);  // pi / 2^33
  const float square = x * x;
  const float of_sine =
      multiply_add(multiply_add(-1.9515295891e-4f, square, 8.3321608736e-3f), square, -1.6666654611e-1f);
  const float sine = multiply_add(x * square, of_sine, x);
  const float of_cosine = multiply_add(multiply_add(2.443315711809948e-5f, square, -1.388731625493765e-3f),
                                       square, 4.166664568298827e-2f);
  const float cosine = multiply_add(square * square, of_cosine, multiply_add(-0.5f, square, 1.0f));
  const std::uint32_t quarter = word + 0x20000000u;  // the nearest quarter turn in the upper two bits
  const bool swapped = (quarter & 0x40000000u) != 0;
  const std::uint32_t cosine_sign = (quarter + 0x40000000u) & 0x80000000u, sine_sign = quarter & 0x80000000u;
  return {float_of_bits(bits_of_float(swapped ? sine : cosine) ^ cosine_sign),
          float_of_bits(bits_of_float(swapped ? cosine : sine) ^ sine_sign)};
}

/// Radius of a pair of standard normal values: times cosine and sine of an angle, Box & Muller 1958.
inline float radius_of(std::uint32_t word) {
  return __builtin_sqrtf(-2.0f * log_scaled<32>(successor(word)));
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
