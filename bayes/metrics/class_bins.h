#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// Every class's probability of every example, sorted into equal-width bins, each class into its own: what
/// looks at the whole predictive distribution and not at its top class alone.
class ClassBins {
 public:
  /// Throws `Error` as `require_labels` and `require_bins`.
  ClassBins(const Predictive& predictive, const torch::Tensor& labels, std::int64_t bins);

  /// [C * bins]: the bins of class 0, of class 1, … `confidence` sums the class's probability, `correct`
  /// counts the examples whose label is the class.
  std::vector<BinSums> sums(const ExampleCounts& counts) const;

  std::int64_t classes() const { return classes_; }
  std::int64_t bins() const { return bins_; }

 private:
  /// A probability above the lowest bin.
  struct Cell {
    std::size_t bin;  ///< in [0, C * bins)
    double probability;
  };
  std::int64_t classes_;
  std::int64_t bins_;
  std::vector<std::size_t> bin_of_truth_;  ///< [N]
  std::vector<double> lowest_;             ///< [N, C], probabilities in the lowest bin; 0 for those above
  std::vector<Cell> above_;                ///< by example
  std::vector<std::size_t> ends_;          ///< [N], where the cells of each example end in `above_`
};

}  // namespace bayes
