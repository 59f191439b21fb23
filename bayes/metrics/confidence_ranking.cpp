#include "bayes/metrics/confidence_ranking.h"

#include <algorithm>
#include <cstddef>

#include "bayes/predictive/top_prediction.h"

namespace bayes {

ConfidenceRanking::ConfidenceRanking(const Predictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    by_doubt_.push_back(
        {top.confidence[i], static_cast<std::uint32_t>(i), top.predicted[i] == truth[i] ? 1 : 0});
  }
  std::sort(by_doubt_.begin(), by_doubt_.end(),
            [](const Example& a, const Example& b) { return a.confidence > b.confidence; });
}

}  // namespace bayes
