#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Accuracy of the most confident examples, the others being handed on: of the first ceil(coverage N / 100)
/// by top probability of the average over draws. In [0, 1]; higher is better. Where a tie spans the end, the
/// right ones in it count in proportion: the mean over all orders of the tie.
///   predictive        log probabilities [S, N, C]
///   labels            [N], int64, each in [0, C)
///   coverage_percent  share that is answered, in whole percent, [1, 100]; 100 gives `accuracy`
/// Throws `Error` as `require_labels` and where the coverage is out of range.
/// Source: Geifman and El-Yaniv 2017, section 2 (1 - selective risk).
double selective_accuracy(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                          std::int64_t coverage_percent);

Metric selective_accuracy_metric(std::int64_t coverage_percent);

}  // namespace bayes
