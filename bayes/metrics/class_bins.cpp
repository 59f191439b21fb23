#include "bayes/metrics/class_bins.h"

#include <cstddef>

namespace bayes {

ClassBins::ClassBins(const Predictive& predictive, const torch::Tensor& labels, std::int64_t bins)
    : classes_(predictive.classes()), bins_(bins), truth_(checked_labels(labels, predictive)) {
  require_bins(bins);
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const double* probability = probabilities.data_ptr<double>();
  cells_.reserve(static_cast<std::size_t>(probabilities.numel()));
  for (std::size_t i = 0; i < truth_.size(); ++i) {
    for (std::int64_t c = 0; c < classes_; ++c, ++probability) {
      const std::int64_t bin = c * bins + equal_width_bin(*probability, bins);
      cells_.push_back({static_cast<std::size_t>(bin), *probability});
    }
  }
}

std::vector<BinSums> ClassBins::sums(const ExampleCounts& counts) const {
  std::vector<BinSums> sums(static_cast<std::size_t>(classes_ * bins_));
  const auto classes = static_cast<std::size_t>(classes_);
  for (std::size_t i = 0; i < truth_.size(); ++i) {
    if (counts[i] == 0) continue;
    const Cell* cells = &cells_[i * classes];
    for (std::size_t c = 0; c < classes; ++c) {
      auto& bin = sums[cells[c].bin];
      bin.count += counts[i];
      bin.confidence += counts[i] * cells[c].probability;
    }
    sums[cells[truth_[i]].bin].correct += counts[i];
  }
  return sums;
}

}  // namespace bayes
