#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// Calibration error over bins that hold equally many examples instead of spanning equally wide confidences:
/// (sum over bins of |sum in the bin of (correct - confidence)|) / N. In [0, 1]; lower is better.
///
/// How ranks and ties are binned: `equal_mass_bins`.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Nguyen and O'Connor 2015, section 3 (equal mass); Nixon et al. 2019, section 3.3, here of the top
/// class.
double adaptive_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric adaptive_calibration_error_metric();

}  // namespace bayes
