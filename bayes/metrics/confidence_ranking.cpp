#include "bayes/metrics/confidence_ranking.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "bayes/predictive/top_prediction.h"

namespace bayes {

ConfidenceRanking::ConfidenceRanking(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  std::vector<std::pair<double, std::uint32_t>> sorted(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i)
    sorted[i] = {top.confidence[i], static_cast<std::uint32_t>(i)};
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [confidence, index] : sorted) {
    if (confidences_.empty() || confidence != confidences_.back()) {
      confidences_.push_back(confidence);
      starts_.push_back(by_doubt_.size());
    }
    by_doubt_.push_back({index, top.predicted[index] == truth[index] ? 1 : 0});
  }
  starts_.push_back(by_doubt_.size());
}

std::vector<ConfidenceGroup> ConfidenceRanking::sums(const ExampleCounts& counts) const {
  std::vector<ConfidenceGroup> groups(confidences_.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::int64_t count = 0, correct = 0;
    for (std::size_t k = starts_[g]; k < starts_[g + 1]; ++k) {
      count += counts[by_doubt_[k].index];
      correct += counts[by_doubt_[k].index] * by_doubt_[k].correct;
    }
    groups[g] = {confidences_[g], count, correct};
  }
  return groups;
}

}  // namespace bayes
