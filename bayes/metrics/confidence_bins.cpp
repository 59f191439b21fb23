#include "bayes/metrics/confidence_bins.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "bayes/core/error.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {

void require_bins(std::int64_t bins) {
  if (bins < 1) throw Error("number of bins is " + std::to_string(bins), "bins", "choose at least 1");
}

std::int64_t equal_width_bin(double probability, std::int64_t bins) {
  const auto above = static_cast<std::int64_t>(std::ceil(probability * static_cast<double>(bins)));
  return std::clamp<std::int64_t>(above, 1, bins) - 1;
}

ConfidenceBins::ConfidenceBins(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                               std::int64_t bins) {
  require_bins(bins);
  bins_.resize(static_cast<std::size_t>(bins));
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    bins_[static_cast<std::size_t>(equal_width_bin(top.confidence[i], bins))].push_back(
        {static_cast<std::uint32_t>(i), top.predicted[i] == truth[i] ? 1 : 0, top.confidence[i]});
  }
}

std::vector<BinSums> ConfidenceBins::sums(const ExampleCounts& counts) const {
  std::vector<BinSums> sums;
  for (const auto& examples : bins_) {
    std::int64_t count = 0, correct = 0;
    double confidence = 0.0;
    for (const auto& example : examples) {
      count += counts[example.index];
      correct += counts[example.index] * example.correct;
      confidence += counts[example.index] * example.confidence;
    }
    sums.push_back({count, confidence, static_cast<double>(correct)});
  }
  return sums;
}

}  // namespace bayes
