#include "bayes/metrics/tie_groups.h"

#include <algorithm>
#include <numeric>

namespace bayes {

TieGroups tie_groups(const std::vector<double>& scores) {
  TieGroups groups;
  groups.order.resize(scores.size());
  std::iota(groups.order.begin(), groups.order.end(), std::size_t{0});
  std::sort(groups.order.begin(), groups.order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i == 0 || scores[groups.order[i]] != scores[groups.order[i - 1]]) groups.starts.push_back(i);
  }
  groups.starts.push_back(scores.size());
  return groups;
}

}  // namespace bayes
