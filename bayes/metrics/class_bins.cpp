#include "bayes/metrics/class_bins.h"

#include <algorithm>
#include <cstddef>

namespace bayes {
namespace {

// Classes whose sums are kept in registers at a time.
constexpr std::size_t kPart = 8;

}  // namespace

ClassBins::ClassBins(const CategoricalPredictive& predictive, const torch::Tensor& labels, std::int64_t bins)
    : classes_(predictive.classes()), bins_(bins) {
  require_bins(bins);
  const auto truth = checked_labels(labels, predictive);
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const double* probability = probabilities.data_ptr<double>();
  const auto classes = static_cast<std::size_t>(classes_), examples = truth.size();
  true_.resize(static_cast<std::size_t>(classes_ * bins));
  above_.resize(true_.size());
  lowest_.resize((classes + kPart - 1) / kPart * kPart * examples);
  for (std::size_t i = 0; i < examples; ++i) {
    for (std::size_t c = 0; c < classes; ++c, ++probability) {
      const std::int64_t bin = equal_width_bin(*probability, bins);
      const std::size_t place = c * static_cast<std::size_t>(bins) + static_cast<std::size_t>(bin);
      const auto index = static_cast<std::uint32_t>(i);
      if (static_cast<std::int64_t>(c) == truth[i]) true_[place].push_back(index);
      if (bin > 0) {
        above_[place].push_back({index, *probability});
      } else {
        lowest_[(c / kPart * examples + i) * kPart + c % kPart] = *probability;
      }
    }
  }
}

std::vector<BinSums> ClassBins::sums(const ExampleCounts& counts) const {
  std::vector<BinSums> sums(above_.size());
  for (std::size_t place = 0; place < sums.size(); ++place) {
    std::int64_t correct = 0;
    for (const auto index : true_[place]) correct += counts[index];
    std::int64_t count = 0;
    double confidence = 0.0;
    for (const auto& cell : above_[place]) {
      count += counts[cell.index];
      confidence += counts[cell.index] * cell.probability;
    }
    sums[place] = {count, confidence, static_cast<double>(correct)};
  }
  add_lowest(counts, sums);
  return sums;
}

// Most of N C probabilities lie in the lowest bin of their class: those are summed up class by class, and
// counted as what is not above.
void ClassBins::add_lowest(const ExampleCounts& counts, std::vector<BinSums>& sums) const {
  const auto classes = static_cast<std::size_t>(classes_), bins = static_cast<std::size_t>(bins_);
  std::int64_t total = 0;
  for (const auto count : counts) total += count;
  const double* probability = lowest_.data();
  for (std::size_t first = 0; first < classes; first += kPart) {
    double sum[kPart] = {};
    for (const auto count : counts) {
      for (std::size_t k = 0; k < kPart; ++k) sum[k] += count * probability[k];
      probability += kPart;
    }
    for (std::size_t c = first; c < std::min(first + kPart, classes); ++c) {
      auto& lowest = sums[c * bins];
      lowest.confidence = sum[c - first];
      lowest.count = total;
      for (std::size_t bin = 1; bin < bins; ++bin) lowest.count -= sums[c * bins + bin].count;
    }
  }
}

}  // namespace bayes
