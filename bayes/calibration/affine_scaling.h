#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// softmax(W log p + b) of an averaged predictive p: what vector and matrix scaling have in common.
/// Temperature scaling is W = 1 / T on the diagonal, b = 0.
struct AffineScaling {
  torch::Tensor weight;     ///< W [C, C], float64
  torch::Tensor intercept;  ///< b [C], float64
};

struct FittedAffineScaling : AffineScaling {
  bool converged = true;  ///< whether no slope of the objective is left, to rounding
  /// Whether the likelihood without the penalties has a maximum over the numbers that are free. It has none
  /// where some direction makes labels likelier without end and none less likely (Albert & Anderson 1984).
  bool has_maximum = true;
};

/// The scaling that minimises the mean negative log likelihood (nats) of the labels plus
///   sum over i, j of penalty[i][j] (V[i][j] - start[i][j])^2,   V = [W b],
/// where `start` is temperature scaling at `temperature`. Convex; by Newton's method, damped where a step
/// brings less than it promises, from `start`. The objective only falls, and there are no penalties at
/// `start`: no label set is fitted worse than by the temperature. Where the penalties leave V undetermined
/// (adding the same to all rows changes nothing), it is a V of the least objective. Where neither they nor
/// the likelihood bound a number, iterations end once no slope exceeds 1e-10, at a large V.
///   labels       [N], int64, each in [0, C)
///   penalty      [C, C + 1], float64, >= 0; infinite: the number stays where it starts
///   temperature  > 0
/// Time N C^4, memory N C^2 + C^4. Throws `Error` where the labels or the penalty's shape do not fit.
FittedAffineScaling fit_affine_scaling(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                       const torch::Tensor& penalty, double temperature = 1.0);

/// softmax(W log p + b), as one of a single draw. A log p below -708, where doubles end, counts as -708.
CategoricalPredictive with_affine_scaling(const CategoricalPredictive& predictive,
                                          const AffineScaling& scaling);

/// The elements of a float64 tensor on the CPU, row by row.
std::vector<double> by_rows(const torch::Tensor& values);

/// The smallest and largest of `values`, for people: "0.812 to 1.204".
std::string range_of(const torch::Tensor& values);

}  // namespace bayes
