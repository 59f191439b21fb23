#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace bayes {

/// How often the sets of some examples held the true class, with the 95 % interval that the number of
/// examples leaves.
struct Coverage {
  std::int64_t examples = 0;
  std::int64_t covered = 0;
  double share = 0.0;  ///< covered / examples; NaN where there are none
  double low = 0.0;    ///< 0 where there are none
  double high = 1.0;   ///< 1 where there are none
};

/// The exact binomial interval: quantile 0.025 of Beta(k, n - k + 1) to quantile 0.975 of Beta(k + 1, n - k).
/// Throws `Error` where not 0 <= covered <= examples.
/// Source: Clopper & Pearson 1934.
Coverage coverage_of(std::int64_t covered, std::int64_t examples);

/// What prediction sets did on examples whose classes are known.
struct SetFigures {
  Coverage all;
  double mean_size = 0.0;  ///< classes, over examples
  double mean_size_low =
      0.0;  ///< 95 % interval by the central limit theorem: 1.96 standard errors; NaN of one
  double mean_size_high = 0.0;
  double empty = 0.0;              ///< share of sets without a class
  double singletons = 0.0;         ///< share of sets with one class
  std::vector<Coverage> by_class;  ///< [C], of the examples of each class
  std::vector<Coverage> by_size;   ///< [C + 1], of the sets of each size: 0, 1, …, C classes
};

/// sets    [N, C], bool, N >= 1
/// labels  [N], int64, each in [0, C)
/// Throws `Error` where either is another.
SetFigures set_figures(const torch::Tensor& sets, const torch::Tensor& labels);

}  // namespace bayes
