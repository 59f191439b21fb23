#pragma once

#include "bayes/metrics/confidence_bins.h"

namespace bayes {

/// One bin of a reliability diagram: the examples whose top probability lies in (low, high].
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::int64_t count = 0;
  double mean_confidence = 0.0;  ///< NaN where count is 0
  double accuracy = 0.0;         ///< share in [0, 1]; NaN where count is 0
};

/// Accuracy against confidence in equal-width bins, all of them, in ascending order: [bins].
/// The expected calibration error is the mean of |accuracy - mean confidence| weighted by count.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: DeGroot and Fienberg 1983; Guo et al. 2017, section 2.
std::vector<ReliabilityBin> reliability_curve(const CategoricalPredictive& predictive,
                                              const torch::Tensor& labels,
                                              std::int64_t bins = kCalibrationBins);

}  // namespace bayes
