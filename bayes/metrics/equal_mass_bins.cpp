#include "bayes/metrics/equal_mass_bins.h"

#include <cstddef>

namespace bayes {

std::vector<BinSums> equal_mass_bins(const ConfidenceRanking& ranking, const ExampleCounts& counts,
                                     std::int64_t bins) {
  std::vector<BinSums> sums(static_cast<std::size_t>(bins));
  const std::int64_t total = total_count(counts);
  std::int64_t below = total;
  std::int64_t at = bins - 1;
  ranking.visit(counts, [&](const ConfidenceGroup& group) {
    below -= group.count;
    // Mean rank + 1/2 = below + count / 2, kept in whole numbers: no rounding decides the bin. It falls from
    // group to group, and so does the bin.
    while (bins * (2 * below + group.count) < 2 * total * at) --at;
    auto& bin = sums[static_cast<std::size_t>(at)];
    bin.count += group.count;
    bin.confidence += static_cast<double>(group.count) * group.confidence;
    bin.correct += static_cast<double>(group.correct);
  });
  return sums;
}

}  // namespace bayes
