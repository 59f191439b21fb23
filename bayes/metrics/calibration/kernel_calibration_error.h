#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Maximum mean calibration error: the calibration error of the top class without bins. With the gap
/// a_i = [right] - confidence_i of example i,
///   sqrt(sum over i, j of a_i a_j exp(-|confidence_i - confidence_j| / 0.4)) / N.
/// In [0, 1]; lower is better; in the limit of large N it is 0 where confidence is calibrated and nowhere
/// else. Pairs i = j are part of it, as in the paper, so that noise alone gives about sqrt(mean a_i^2 / N).
/// Since the kernel of two examples is the product of those between their neighbours in order of confidence,
/// N log N operations are enough, and the sum is exact.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
/// Source: Kumar, Sarawagi and Jain 2018 (MMCE, with their Laplacian kernel).
double kernel_calibration_error(const Predictive& predictive, const torch::Tensor& labels);

Metric kernel_calibration_error_metric();

}  // namespace bayes
