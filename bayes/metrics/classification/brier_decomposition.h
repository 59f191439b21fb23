#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// What a Brier score is made of; each part in [0, 2], the scale of `brier_score`.
struct BrierDecomposition {
  double reliability = 0.0;  ///< mean squared gap between probability and frequency; lower is better
  double resolution = 0.0;   ///< how far the bins' frequencies spread about the base rates; higher is better
  double uncertainty = 0.0;  ///< of the labels alone: 1 - sum over classes of (base rate)^2

  /// reliability - resolution + uncertainty: exactly the Brier score of the binned predictive, in which each
  /// p(c) is replaced by its mean over the examples of its bin. That of the predictive itself differs from
  /// it by what varies within bins (Stephenson et al. 2008), the less the narrower they are.
  double binned_score() const { return reliability - resolution + uncertainty; }
};

/// Decomposition of the Brier score, summed over classes taken one against the rest. Of class c, with n_k of
/// the N examples in bin k, their mean probability p_k and their share o_k whose label is c, and o of all:
///   reliability  sum over k of n_k (p_k - o_k)^2 / N
///   resolution   sum over k of n_k (o_k - o)^2 / N
///   uncertainty  o (1 - o)
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins of p(c), closed above; p = 0 exactly lies in the first, p = 1 in the last
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Murphy 1973, in bins.
BrierDecomposition brier_decomposition(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                       std::int64_t bins = kCalibrationBins);

/// The parts, with 15 bins.
Metric brier_reliability_metric();
Metric brier_resolution_metric();
Metric brier_uncertainty_metric();

}  // namespace bayes
