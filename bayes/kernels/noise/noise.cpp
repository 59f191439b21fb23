#include "bayes/kernels/noise/noise.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/noise/noise_paths.h"

namespace bayes::kernels {
namespace {

// A counter has 32 bits for element / 4; beyond them the noise would repeat.
constexpr std::int64_t kElements = std::int64_t{1} << 34;

void require_elements(std::int64_t first, std::int64_t count) {
  if (first < 0 || first % 4 != 0 || first > kElements) {
    throw Error("noise from element " + std::to_string(first) + " on is asked for", "first",
                "begin at a multiple of 4 in [0, 2^34]");
  }
  if (count < 0 || count > kElements - first) {
    throw Error("noise for " + std::to_string(count) + " elements is asked for", "count",
                "one key serves 2^34 elements in all; use another place or row for more");
  }
}

void require_rows(std::int64_t row_count, std::int64_t columns, std::int64_t first = 0) {
  if (row_count < 0) {
    throw Error("noise for " + std::to_string(row_count) + " rows is asked for", "row_count",
                "pass the number of examples");
  }
  require_elements(first, columns);
}

/// The number of words, of 2^32, that mean 1; 2^32 where keep is 1, or nearer to it than to the last share
/// that 32 bits can express.
std::uint64_t threshold_of(double keep) {
  // Written so that NaN fails as well.
  if (!(keep >= 0.0 && keep <= 1.0)) {
    throw Error("the probability to keep is " + std::to_string(keep), "keep", "choose one in [0, 1]");
  }
  return static_cast<std::uint64_t>(std::llround(keep * 0x1p32));
}

/// out = centre - out: what mirrors noise around centre / 2.
void mirror(float centre, std::int64_t count, float* out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = centre - out[i];
}

/// A Bernoulli of 1 - u is 1 where that of u with the other probability is 0.
double keep_of(const NoiseKey& key, double keep) { return key.mirrored ? 1.0 - keep : keep; }

}  // namespace

void fill_normal(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out) {
  require_elements(first, count);
  best_path<NoisePath>().fill_normal(key, first, count, out);
  if (key.mirrored) mirror(0.0f, count, out);
}

void fill_normal(const NoiseKey& key, std::int64_t count, float* out) { fill_normal(key, 0, count, out); }

void fill_bernoulli(const NoiseKey& key, double keep, std::int64_t first, std::int64_t count, float* out) {
  require_elements(first, count);
  const std::uint64_t threshold = threshold_of(keep_of(key, keep));
  if (threshold > 0xFFFFFFFFu) {
    std::fill_n(out, count, 1.0f);
  } else {
    best_path<NoisePath>().fill_below(key, static_cast<std::uint32_t>(threshold), first, count, out);
  }
  if (key.mirrored) mirror(1.0f, count, out);
}

void fill_bernoulli(const NoiseKey& key, double keep, std::int64_t count, float* out) {
  fill_bernoulli(key, keep, 0, count, out);
}

void fill_sign(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out) {
  require_elements(first, count);
  best_path<NoisePath>().fill_sign(key, first, count, out);
}

void fill_sign(const NoiseKey& key, std::int64_t count, float* out) { fill_sign(key, 0, count, out); }

void fill_normal_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                      std::int64_t first, std::int64_t columns, float* out) {
  require_rows(row_count, columns, first);
  best_path<NoisePath>().fill_normal_rows(key, rows, row_count, first, columns, out);
  if (key.mirrored) mirror(0.0f, row_count * columns, out);
}

void fill_normal_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                      std::int64_t columns, float* out) {
  fill_normal_rows(key, rows, row_count, /*first=*/0, columns, out);
}

void fill_bernoulli_rows(const NoiseKey& key, double keep, float scale, const std::uint32_t* rows,
                         std::int64_t row_count, std::int64_t first, std::int64_t columns, float* out) {
  require_rows(row_count, columns, first);
  const std::uint64_t threshold = threshold_of(keep_of(key, keep));
  if (threshold > 0xFFFFFFFFu) {
    std::fill_n(out, row_count * columns, scale);
  } else {
    best_path<NoisePath>().fill_below_rows(key, static_cast<std::uint32_t>(threshold), scale, rows, row_count,
                                           first, columns, out);
  }
  if (key.mirrored) mirror(scale, row_count * columns, out);
}

void fill_bernoulli_rows(const NoiseKey& key, double keep, float scale, const std::uint32_t* rows,
                         std::int64_t row_count, std::int64_t columns, float* out) {
  fill_bernoulli_rows(key, keep, scale, rows, row_count, /*first=*/0, columns, out);
}

void fill_sign_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                    std::int64_t columns, float* out) {
  require_rows(row_count, columns);
  best_path<NoisePath>().fill_sign_rows(key, rows, row_count, columns, out);
}

}  // namespace bayes::kernels
