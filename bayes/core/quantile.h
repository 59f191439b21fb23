#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace bayes {

/// Quantile of values sorted in ascending order, interpolated linearly between neighbours (NumPy's default,
/// type 7 of Hyndman and Fan 1996). `share` in [0, 1]. Infinite values are allowed; NaN where there are no
/// values.
inline double sorted_quantile(const std::vector<double>& ascending, double share) {
  if (ascending.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double weight = position - std::floor(position);
  // Infinite neighbours would give inf - inf or 0 * inf.
  if (weight == 0.0 || ascending[below] == ascending[below + 1]) return ascending[below];
  return ascending[below] + weight * (ascending[below + 1] - ascending[below]);
}

}  // namespace bayes
