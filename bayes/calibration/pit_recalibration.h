#pragma once

#include <torch/types.h>

#include <vector>

#include "bayes/calibration/isotonic_regression.h"
#include "bayes/predictive/mixture_predictive.h"

namespace bayes {

/// Recalibrated predictives of numbers: the share F(y) that the mixture has at or below a number becomes
/// R(F(y)), R a curve for each target that never falls and was fitted on validation examples. Shares,
/// quantiles and what follows from them (central intervals, their coverage, medians) are corrected. There is
/// no density, since R has corners, and no mean, variance or CRPS; R is the same for all examples, so the
/// ranking of uncertainties stays; nor does it say anything of targets together. Where the validation
/// examples are n, shares nearer to 0 or 1 than 1 / (n + 1) are interpolated without any of them.
struct PitRecalibration {
  std::vector<IsotonicCurve> curves;  ///< [D], R, from (0, 0) to (1, 1) and rising

  /// R(F(values)), [N, D], float64, of values [N, D].
  torch::Tensor cdf(const MixturePredictive& predictive, const torch::Tensor& values) const;
  /// The quantile of the predictive at the share that R turns into `share`, in (0, 1): [N, D].
  torch::Tensor quantile(const MixturePredictive& predictive, double share) const;
  // Both throw `Error` where the predictive has not D targets.
};

/// R runs straight from (0, 0) through (u, i / (n + 1)), u the i-th smallest F(y) of n validation examples,
/// to (1, 1); of equal u through their mean. The isotonic regression of points that already rise is the line
/// through them. i / (n + 1) is where the i-th of n uniform numbers lies on average: with i / n the largest
/// number seen would count as the largest possible.
/// Throws `Error` as `require_targets`.
/// Source: Kuleshov et al. 2018, algorithm 1.
PitRecalibration fit_pit_recalibration(const MixturePredictive& validation, const torch::Tensor& targets);

}  // namespace bayes
