#include "bayes/metrics/confidence_ranking.h"

#include "bayes/predictive/top_prediction.h"

namespace bayes {

ConfidenceRanking::ConfidenceRanking(const Predictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  std::vector<double> doubt;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    doubt.push_back(-top.confidence[i]);
    correct_.push_back(top.predicted[i] == truth[i] ? 1 : 0);
  }
  by_doubt_ = tie_groups(doubt);
  for (std::size_t group = 0; group + 1 < by_doubt_.starts.size(); ++group) {
    confidence_.push_back(top.confidence[by_doubt_.order[by_doubt_.starts[group]]]);
  }
}

}  // namespace bayes
