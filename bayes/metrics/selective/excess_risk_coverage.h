#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Area under the risk-coverage curve less that of the best ranking with the same errors, in which all of
/// them come last: (1 / N) sum over k > N - E of (k - N + E) / k for E errors. In [0, 1); lower is better; 0
/// where every error is less confident than every right answer. What confidence adds, apart from accuracy.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Geifman et al. 2019, section 2 (E-AURC), whose approximation (1 - r) log(1 - r) + r is exact for
/// large N.
double excess_area_under_risk_coverage(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric excess_area_under_risk_coverage_metric();

}  // namespace bayes
