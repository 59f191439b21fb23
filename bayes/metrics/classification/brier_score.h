#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Mean over examples of sum over classes of (p(c) - [c is the label])^2. In [0, 2]; lower is better.
/// This is Brier's own form, summed over classes; some libraries halve it or divide it by C.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Brier 1950, equation 2.
double brier_score(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric brier_score_metric();

}  // namespace bayes
