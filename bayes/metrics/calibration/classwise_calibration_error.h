#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// Class-wise expected calibration error, which looks at every class's probability instead of the top one's:
///   (1 / C) sum over classes c of (sum over bins of |sum in the bin of ([label is c] - p(c))|) / N.
/// In [0, 1]; lower is better. Small where C is large, since most probabilities are then near 0.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins of p(c), closed above; p = 0 exactly lies in the first, p = 1 in the last
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Kull et al. 2019, section 2 (classwise-ECE); Nixon et al. 2019, section 3.1 (static calibration
/// error).
double classwise_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                   std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric classwise_calibration_error_metric();

}  // namespace bayes
