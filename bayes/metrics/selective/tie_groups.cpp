#include "bayes/metrics/selective/tie_groups.h"

#include <algorithm>
#include <utility>

namespace bayes {

TieGroups tie_groups(const std::vector<double>& scores) {
  // Scores beside their examples: a sort of indices alone looks up both scores of every comparison.
  std::vector<std::pair<double, std::size_t>> sorted(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) sorted[i] = {scores[i], i};
  std::sort(sorted.begin(), sorted.end());
  TieGroups groups;
  groups.order.reserve(scores.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    groups.order.push_back(sorted[i].second);
    if (i == 0 || sorted[i].first != sorted[i - 1].first) groups.starts.push_back(i);
  }
  groups.starts.push_back(scores.size());
  return groups;
}

}  // namespace bayes
