#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// L2 calibration error of the top class without the bias that sampling noise gives to binned errors. With
/// n_k examples in bin k of equal mass (`equal_mass_bins`), their mean confidence p_k and their share o_k of
/// right ones, the square is estimated by
///   sum over k with n_k >= 2 of n_k / N ((p_k - o_k)^2 - o_k (1 - o_k) / (n_k - 1)),
/// whose second term is the expectation of what noise adds to the first. The square root of it where it is
/// positive and else 0. In [0, 1], root mean square share; lower is better. Does not shrink with fewer bins
/// as fast, or grow with more, as `expected_calibration_error` does. A bin of one example tells gap from
/// noise not at all and counts 0. Resamples repeat examples and so look noisier than new ones would: they
/// lie high, for which its interval allows.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Kumar, Liang and Ma 2019 (debiased estimator).
double debiased_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric debiased_calibration_error_metric();

}  // namespace bayes
