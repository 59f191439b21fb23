#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// Every class's probability of every example, sorted into equal-width bins, each class into its own: what
/// looks at the whole predictive distribution and not at its top class alone.
class ClassBins {
 public:
  /// Throws `Error` as `require_labels` and `require_bins`.
  ClassBins(const CategoricalPredictive& predictive, const torch::Tensor& labels, std::int64_t bins);

  /// [C * bins]: the bins of class 0, of class 1, … `confidence` sums the class's probability, `correct`
  /// counts the examples whose label is the class.
  std::vector<BinSums> sums(const ExampleCounts& counts) const;

  std::int64_t classes() const { return classes_; }
  std::int64_t bins() const { return bins_; }

 private:
  /// A probability, and whose it is.
  struct Cell {
    std::uint32_t index;
    double probability;
  };
  void add_lowest(const ExampleCounts& counts, std::vector<BinSums>& sums) const;

  std::int64_t classes_;
  std::int64_t bins_;
  std::vector<std::vector<std::uint32_t>> true_;  ///< [C * bins], the examples whose label the class is
  std::vector<std::vector<Cell>> above_;          ///< [C * bins], those above the lowest bin
  /// [parts][N][classes of a part], probabilities in the lowest bin; 0 for those above, and beyond C.
  std::vector<double> lowest_;
};

}  // namespace bayes
