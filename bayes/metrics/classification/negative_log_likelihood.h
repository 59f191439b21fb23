#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Mean over examples of -log p(label), p averaged over draws as probabilities. Nats; lower is better; in [0,
/// inf]. There is no floor under p: where a label has probability 0 exactly, the value is infinite.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Gneiting and Raftery 2007, section 4.1 (logarithmic score).
double negative_log_likelihood(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric negative_log_likelihood_metric();

}  // namespace bayes
