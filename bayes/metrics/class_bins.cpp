#include "bayes/metrics/class_bins.h"

#include <cstddef>

namespace bayes {

ClassBins::ClassBins(const Predictive& predictive, const torch::Tensor& labels, std::int64_t bins)
    : classes_(predictive.classes()), bins_(bins) {
  require_bins(bins);
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const double* probability = probabilities.data_ptr<double>();
  lowest_.reserve(static_cast<std::size_t>(probabilities.numel()));
  for (const std::int64_t truth : checked_labels(labels, predictive)) {
    for (std::int64_t c = 0; c < classes_; ++c, ++probability) {
      const std::int64_t bin = equal_width_bin(*probability, bins);
      const auto place = static_cast<std::size_t>(c * bins + bin);
      if (c == truth) bin_of_truth_.push_back(place);
      if (bin > 0) above_.push_back({place, *probability});
      lowest_.push_back(bin > 0 ? 0.0 : *probability);
    }
    ends_.push_back(above_.size());
  }
}

// Most of N C probabilities lie in the lowest bin of their class: those are summed up class by class, and
// counted as what is not above.
std::vector<BinSums> ClassBins::sums(const ExampleCounts& counts) const {
  std::vector<BinSums> sums(static_cast<std::size_t>(classes_ * bins_));
  const auto classes = static_cast<std::size_t>(classes_), bins = static_cast<std::size_t>(bins_);
  std::vector<double> lowest(classes, 0.0);
  const double* probability = lowest_.data();
  auto cell = above_.begin();
  for (std::size_t i = 0; i < bin_of_truth_.size(); ++i, probability += classes) {
    const double count = counts[i];
    for (std::size_t c = 0; c < classes; ++c) lowest[c] += count * probability[c];
    for (; cell != above_.begin() + static_cast<std::ptrdiff_t>(ends_[i]); ++cell) {
      auto& bin = sums[cell->bin];
      bin.count += counts[i];
      bin.confidence += count * cell->probability;
    }
    sums[bin_of_truth_[i]].correct += count;
  }
  const std::int64_t total = total_count(counts);
  for (std::size_t c = 0; c < classes; ++c) {
    auto& first = sums[c * bins];
    first.confidence = lowest[c];
    first.count = total;
    for (std::size_t bin = 1; bin < bins; ++bin) first.count -= sums[c * bins + bin].count;
  }
  return sums;
}

}  // namespace bayes
