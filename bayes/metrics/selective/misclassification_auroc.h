#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// How well predictive entropy finds the errors: the probability that a wrong prediction has a higher entropy
/// than a right one, ties counting half (area under the ROC curve). In [0, 1]; 1/2 by chance; higher is
/// better. NaN where all predictions are right or all are wrong.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Hendrycks and Gimpel 2017, section 2; Mann and Whitney 1947.
double misclassification_auroc(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric misclassification_auroc_metric();

}  // namespace bayes
