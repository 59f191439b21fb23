#pragma once

#include <cstddef>
#include <vector>

namespace bayes {

/// Examples in ascending order of a score, equal scores together: what ranking metrics go through, so that
/// none depends on the order in which the examples came.
struct TieGroups {
  std::vector<std::size_t> order;   ///< [N], example indices by score
  std::vector<std::size_t> starts;  ///< [groups + 1], where each group begins in `order`; last entry N
};

/// scores [N], none NaN.
TieGroups tie_groups(const std::vector<double>& scores);

}  // namespace bayes
