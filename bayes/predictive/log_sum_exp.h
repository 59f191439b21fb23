#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace bayes {

/// log(sum of exp(values[0], values[stride], …)) of `count` values without overflow; -inf where all are -inf.
///
/// Plain code instead of LibTorch's, whose vectorised exp and scalar remainder differ in the last bit: the
/// same example at another place in the batch would then no longer be a tie in ranking metrics.
inline double log_sum_exp(const double* values, std::int64_t count, std::int64_t stride = 1) {
  double largest = values[0];
  for (std::int64_t i = 1; i < count; ++i) largest = std::max(largest, values[i * stride]);
  if (largest == -std::numeric_limits<double>::infinity()) return largest;
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) sum += std::exp(values[i * stride] - largest);
  return largest + std::log(sum);
}

/// Makes the probabilities behind `count` log probabilities sum to 1, in place. Not all may be -inf.
inline void normalise_log_probabilities(double* values, std::int64_t count) {
  const double total = log_sum_exp(values, count);
  for (std::int64_t i = 0; i < count; ++i) values[i] -= total;
}

}  // namespace bayes
