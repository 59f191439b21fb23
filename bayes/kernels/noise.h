#pragma once

#include <cstdint>

namespace bayes::kernels {

/// Where in the stream of noise a value lies. Noise is a pure function of (key, coordinates, element), by
/// Philox4x32-10 (Salmon et al. 2011): the same for any order, batch size and number of threads.
struct NoiseKey {
  std::uint64_t key = 0;     ///< Philox key: seed and stream
  std::uint32_t step = 0;    ///< counter word 3
  std::uint32_t place = 0;   ///< counter word 2: which draw of which layer and sample
  std::uint32_t row = 0;     ///< counter word 1: the example, or 0 for weights
};                           //   counter word 0 is element / 4

/// Standard normal values of elements 0 … count-1, by Box-Muller on the four words of each counter.
void fill_normal(const NoiseKey& key, std::int64_t count, float* out);
/// 1 with probability `keep`, else 0 (32-bit threshold). keep in [0, 1]; 1 gives all ones.
void fill_bernoulli(const NoiseKey& key, double keep, std::int64_t count, float* out);
/// +1 or -1 with probability 1/2 each.
void fill_sign(const NoiseKey& key, std::int64_t count, float* out);

}  // namespace bayes::kernels
