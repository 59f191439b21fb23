#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Square root of the Brier score: a root mean square distance between the probabilities and the one-hot
/// label. In [0, sqrt 2]; lower is better. An upper bound of the L2 calibration error, with no bins and no
/// bias.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Gruber and Buettner 2022 (root Brier score).
double root_brier_score(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric root_brier_score_metric();

}  // namespace bayes
