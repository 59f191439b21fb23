#pragma once

#include <cstdint>
#include <vector>

namespace bayes {

struct Histogram {
  std::vector<double> edges;         ///< bins + 1, strictly ascending, equally wide
  std::vector<std::int64_t> counts;  ///< bins; sums to the number of values
};

constexpr std::int64_t kHistogramBins = 50;

/// Counts in equal-width bins over the central 99.8 % of the values, so that a few outliers do not squeeze
/// all others into one bar; what lies beyond is counted in the first and the last bin. Where the central part
/// has no width, bins go from the smallest to the largest value; where all values are (nearly) equal, they
/// surround it.
///   values  finite; no values give no bins
Histogram histogram(std::vector<double> values, std::int64_t bins = kHistogramBins);

}  // namespace bayes
