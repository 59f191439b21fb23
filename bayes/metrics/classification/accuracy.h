#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Share of examples whose most probable class (of the average over draws) is the label. In [0, 1]; higher is
/// better. Of equally probable classes the lowest counts as predicted.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
double accuracy(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric accuracy_metric();

}  // namespace bayes
