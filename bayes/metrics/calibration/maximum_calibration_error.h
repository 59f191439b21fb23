#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// Maximum calibration error: the largest |accuracy - mean confidence| of a bin that is not empty. In [0, 1];
/// lower is better. A single example in a bin can decide it, so it says little where bins are thin.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins, closed above, over (0, 1] of the top probability
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Naeini et al. 2015; Guo et al. 2017, equation 5.
double maximum_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                 std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric maximum_calibration_error_metric();

}  // namespace bayes
