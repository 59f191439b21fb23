#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Share of examples whose label is among the k most probable classes (of the average over draws). In [0, 1];
/// higher is better; 1 where k >= C. Of equally probable classes the lower come first, so that k = 1 gives
/// `accuracy`.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels` and where k < 1.
double top_k_accuracy(const CategoricalPredictive& predictive, const torch::Tensor& labels, std::int64_t k);

Metric top_k_accuracy_metric(std::int64_t k);

}  // namespace bayes
