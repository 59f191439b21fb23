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

ConfidenceBins::ConfidenceBins(const Predictive& predictive, const torch::Tensor& labels, std::int64_t bins)
    : bins_(bins) {
  require_bins(bins);
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double correct = top.predicted[i] == truth[i] ? 1.0 : 0.0;
    examples_.push_back({equal_width_bin(top.confidence[i], bins), top.confidence[i], correct});
  }
}

std::vector<BinSums> ConfidenceBins::sums(const ExampleCounts& counts) const {
  std::vector<BinSums> sums(static_cast<std::size_t>(bins_));
  for (std::size_t i = 0; i < examples_.size(); ++i) {
    auto& bin = sums[static_cast<std::size_t>(examples_[i].bin)];
    bin.count += counts[i];
    bin.confidence += counts[i] * examples_[i].confidence;
    bin.correct += counts[i] * examples_[i].correct;
  }
  return sums;
}

}  // namespace bayes
