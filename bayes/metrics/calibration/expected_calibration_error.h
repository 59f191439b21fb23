#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// Expected calibration error: (sum over bins of |sum in the bin of (correct - confidence)|) / N. In [0, 1];
/// lower is better. Confidence is the top probability of the average over draws. Biased upwards where bins
/// hold few examples.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins, closed above, over (0, 1]; confidence 1.0 lies in the last
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Naeini et al. 2015; Guo et al. 2017, equation 3.
double expected_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric expected_calibration_error_metric();

}  // namespace bayes
