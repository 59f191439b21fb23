#include "bayes/weights/histogram.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "bayes/core/quantile.h"

namespace bayes {
namespace {

constexpr double kTail = 0.001;  // share of the values beyond each end

struct Span {
  double low;
  double high;

  /// Narrower than this, bins would differ by less than the rounding of a float32 weight.
  bool has_width() const { return high - low > 1e-6 * std::max(std::abs(low), std::abs(high)); }
};

Span span_of(const std::vector<double>& ascending) {
  const Span central{sorted_quantile(ascending, kTail), sorted_quantile(ascending, 1.0 - kTail)};
  if (central.has_width()) return central;
  const Span all{ascending.front(), ascending.back()};
  if (all.has_width()) return all;
  const double middle = (all.low + all.high) / 2.0;
  const double margin = middle == 0.0 ? 0.5 : std::abs(middle) / 2.0;
  return {middle - margin, middle + margin};
}

}  // namespace

Histogram histogram(std::vector<double> values, std::int64_t bins) {
  Histogram result;
  if (values.empty()) return result;
  std::sort(values.begin(), values.end());
  const auto [low, high] = span_of(values);
  const double width = (high - low) / static_cast<double>(bins);
  for (std::int64_t bin = 0; bin < bins; ++bin)
    result.edges.push_back(low + width * static_cast<double>(bin));
  result.edges.push_back(high);
  result.counts.resize(static_cast<std::size_t>(bins), 0);
  for (const double value : values) {
    // Clamped before the conversion: an outlier may lie more bins away than an integer can count.
    const double bin = std::clamp((value - low) / width, 0.0, static_cast<double>(bins - 1));
    ++result.counts[static_cast<std::size_t>(bin)];
  }
  return result;
}

}  // namespace bayes
