#pragma once

#include <cstdint>

namespace bayes::kernels {

/// Where in the stream of noise a value lies. Noise is a pure function of (key, coordinates, element), by
/// Philox4x32-10 (Salmon et al. 2011): the same for any order, batch size and number of threads, and bit for
/// bit the same on every instruction set.
struct NoiseKey {
  std::uint64_t key = 0;    ///< Philox key: seed and stream
  std::uint32_t step = 0;   ///< counter word 3
  std::uint32_t place = 0;  ///< counter word 2: which draw of which layer and sample
  std::uint32_t row = 0;    ///< counter word 1: the example, or 0 for weights
  bool mirrored = false;  ///< the mirror image of the noise there: -normal, a Bernoulli of 1 - u; signs stay
  // counter word 0 is element / 4
};

// Element e of every function below is made of word e % 4 (a normal: of its pair of words) of counter e / 4,
// so a shorter count gives the same leading values. Functions under one key share their words: give each draw
// a place of its own. `out` takes elements first … first+count-1; without `first` that is 0. Each throws
// `Error` where first is no multiple of 4, or the elements do not lie in [0, 2^34), beyond which the noise
// would repeat.

/// Standard normal values, by Box-Muller on the words (0, 1) and (2, 3) of each counter. |value| <= 6.66;
/// within 2.4e-7 of double precision, relative to the radius of the pair.
void fill_normal(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out);
void fill_normal(const NoiseKey& key, std::int64_t count, float* out);
/// 1 with probability `keep`, else 0 (32-bit threshold). keep in [0, 1]; 1 gives all ones. Throws `Error`
/// otherwise.
void fill_bernoulli(const NoiseKey& key, double keep, std::int64_t first, std::int64_t count, float* out);
void fill_bernoulli(const NoiseKey& key, double keep, std::int64_t count, float* out);
/// +1 or -1 with probability 1/2 each.
void fill_sign(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out);
void fill_sign(const NoiseKey& key, std::int64_t count, float* out);

// The same noise for many examples, which lie innermost:
//   rows   [row_count]           counter word 1 of each example; `key.row` is ignored
//   out    [columns, row_count]  at (c, n) element c of the function above under key.row = rows[n], bit for
//   bit
// Throw `Error` where row_count is negative or columns lies outside [0, 2^34]. Fast from 16 rows on.

/// Columns first … first+columns-1; `fill_bernoulli_rows` too.
void fill_normal_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                      std::int64_t first, std::int64_t columns, float* out);
void fill_normal_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                      std::int64_t columns, float* out);
/// `scale` instead of 1: 1 / keep makes it the factors of dropout.
void fill_bernoulli_rows(const NoiseKey& key, double keep, float scale, const std::uint32_t* rows,
                         std::int64_t row_count, std::int64_t first, std::int64_t columns, float* out);
void fill_bernoulli_rows(const NoiseKey& key, double keep, float scale, const std::uint32_t* rows,
                         std::int64_t row_count, std::int64_t columns, float* out);
void fill_sign_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                    std::int64_t columns, float* out);

}  // namespace bayes::kernels
