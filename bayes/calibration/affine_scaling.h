#pragma once

#include <torch/types.h>

#include <string>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// softmax(W log p + b) of an averaged predictive p: what vector and matrix scaling have in common. The
/// identity is W = 1, b = 0.
struct AffineScaling {
  torch::Tensor weight;     ///< W [C, C], float64
  torch::Tensor intercept;  ///< b [C], float64
};

/// The scaling that minimises the mean negative log likelihood (nats) of the labels plus
///   sum over i, j of penalty[i][j] (V[i][j] - identity[i][j])^2,   V = [W b].
/// Convex, and solved by Newton's method with backtracking from the identity, so that no label set is fitted
/// worse than by leaving the predictive as it is. Where the penalties leave V undetermined (adding the same
/// to all rows changes nothing), it is a V of the least objective. Where the likelihood has no optimum
/// (examples that can be separated without an error), iterations end once no slope exceeds 1e-10, at finite
/// V.
///   labels   [N], int64, each in [0, C)
///   penalty  [C, C + 1], float64, >= 0; infinite: the number stays the identity's
/// Time N C^4, memory N C^2 + C^4. Throws `Error` where the labels or the penalty's shape do not fit.
AffineScaling fit_affine_scaling(const Predictive& predictive, const torch::Tensor& labels,
                                 const torch::Tensor& penalty);

/// softmax(W log p + b), as one of a single draw. A log p below -708, where doubles end, counts as -708.
Predictive with_affine_scaling(const Predictive& predictive, const AffineScaling& scaling);

/// The smallest and largest of `values`, for people: "0.812 to 1.204".
std::string range_of(const torch::Tensor& values);

}  // namespace bayes
