#pragma once

#include "bayes/metrics/confidence_bins.h"
#include "bayes/metrics/confidence_ranking.h"

namespace bayes {

/// Sums over bins that hold equally many examples instead of spanning equally wide confidences: [bins].
///
/// Examples are ranked by top probability. The example of rank r (0 the lowest) lies in bin
/// floor(bins * (r + 1/2) / N), so that bins differ by at most one example where N is no multiple of `bins`,
/// and the larger ones are spread evenly. Equal confidences share the mean of their ranks and so one bin: the
/// order of the examples does not matter, and a large tie may leave neighbouring bins empty.
///   ranked  the most confident group first
/// Source: Nguyen and O'Connor 2015, section 3.
std::vector<BinSums> equal_mass_bins(const std::vector<ConfidenceGroup>& ranked, std::int64_t bins);

}  // namespace bayes
