#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Area under the risk-coverage curve: (1 / N) sum over k = 1 … N of the share of errors among the k most
/// confident examples. In [0, 1]; lower is better; 0 where nothing is wrong. Confidence is the top
/// probability of the average over draws. Where a tie spans k, the errors in it count in proportion: the mean
/// over all orders of the tie.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Geifman and El-Yaniv 2017, section 2; Geifman et al. 2019, section 2 (AURC).
double area_under_risk_coverage(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric area_under_risk_coverage_metric();

}  // namespace bayes
