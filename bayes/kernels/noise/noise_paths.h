#pragma once

#include <cstddef>
#include <cstdint>

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/noise/noise.h"

namespace bayes::kernels {

/// The noise kernels as built for one instruction set: for tests, which compare them bit by bit, and for
/// measurements.
struct NoisePath {
  /// The words of Philox4x32-10 themselves: element e is word e % 4 of counter (e / 4, row, place, step).
  void (*fill_words)(const NoiseKey& key, std::int64_t count, std::uint32_t* out);
  void (*fill_normal)(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out);
  /// 1 where the word lies below `threshold`, else 0.
  void (*fill_below)(const NoiseKey& key, std::uint32_t threshold, std::int64_t first, std::int64_t count,
                     float* out);
  void (*fill_sign)(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out);

  void (*fill_normal_rows)(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                           std::int64_t first, std::int64_t columns, float* out);
  /// `scale` where the word lies below `threshold`, else 0.
  void (*fill_below_rows)(const NoiseKey& key, std::uint32_t threshold, float scale,
                          const std::uint32_t* rows, std::int64_t row_count, std::int64_t first,
                          std::int64_t columns, float* out);
  void (*fill_sign_rows)(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                         std::int64_t columns, float* out);

  static const NoisePath portable, avx2, avx512;
};

}  // namespace bayes::kernels
