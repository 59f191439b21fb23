#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// How often each class was taken for each: [C, C], int64, [true class][predicted class]; sums to N.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
torch::Tensor confusion_matrix(const CategoricalPredictive& predictive, const torch::Tensor& labels);

}  // namespace bayes
