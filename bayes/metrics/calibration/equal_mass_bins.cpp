#include "bayes/metrics/calibration/equal_mass_bins.h"

#include <cstddef>

namespace bayes {

std::vector<BinSums> equal_mass_bins(const std::vector<ConfidenceGroup>& ranked, std::int64_t bins) {
  std::vector<BinSums> sums(static_cast<std::size_t>(bins));
  std::int64_t total = 0;
  for (const auto& group : ranked) total += group.count;
  std::int64_t below = total;
  auto bin = sums.rbegin();
  std::int64_t at = bins - 1;
  BinSums here;
  for (const auto& group : ranked) {
    below -= group.count;
    // Mean rank + 1/2 = below + count / 2, kept in whole numbers: no rounding decides the bin. It falls from
    // group to group, and so does the bin.
    while (bins * (2 * below + group.count) < 2 * total * at) {
      *bin++ = here;
      here = {};
      --at;
    }
    here.count += group.count;
    here.confidence += static_cast<double>(group.count) * group.confidence;
    here.correct += static_cast<double>(group.correct);
  }
  *bin = here;
  return sums;
}

}  // namespace bayes
