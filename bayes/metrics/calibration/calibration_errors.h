#pragma once

#include "bayes/metrics/confidence_bins.h"
#include "bayes/metrics/metric.h"

namespace bayes {

/// Expected calibration error: (sum over bins of |sum in the bin of (correct - confidence)|) / N. In [0, 1];
/// lower is better. Confidence is the top probability of the average over draws. Biased upwards where bins
/// hold few examples.
///   predictive  log probabilities [S, N, C]
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins, closed above, over (0, 1]; confidence 1.0 lies in the last
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Naeini et al. 2015; Guo et al. 2017, equation 3.
double expected_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric expected_calibration_error_metric();

/// Calibration error over bins that hold equally many examples instead of spanning equally wide confidences:
/// (sum over bins of |sum in the bin of (correct - confidence)|) / N. In [0, 1]; lower is better.
///
/// How ranks and ties are binned: `equal_mass_bins`.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Nguyen and O'Connor 2015, section 3 (equal mass); Nixon et al. 2019, section 3.3, here of the top
/// class.
double adaptive_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric adaptive_calibration_error_metric();

/// Class-wise expected calibration error, which looks at every class's probability instead of the top one's:
///   (1 / C) sum over classes c of (sum over bins of |sum in the bin of ([label is c] - p(c))|) / N.
/// In [0, 1]; lower is better. Small where C is large, since most probabilities are then near 0.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins of p(c), closed above; p = 0 exactly lies in the first, p = 1 in the last
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Kull et al. 2019, section 2 (classwise-ECE); Nixon et al. 2019, section 3.1 (static calibration
/// error).
double classwise_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                   std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric classwise_calibration_error_metric();

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
double debiased_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric debiased_calibration_error_metric();

/// Maximum calibration error: the largest |accuracy - mean confidence| of a bin that is not empty. In [0, 1];
/// lower is better. A single example in a bin can decide it, so it says little where bins are thin.
///   predictive  log probabilities [S, N, C]; averaged over S as probabilities
///   labels      [N], int64, each in [0, C)
///   bins        equal-width bins, closed above, over (0, 1] of the top probability
/// Throws `Error` as `require_labels` and where bins < 1.
/// Source: Naeini et al. 2015; Guo et al. 2017, equation 5.
double maximum_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                 std::int64_t bins = kCalibrationBins);

/// With 15 bins.
Metric maximum_calibration_error_metric();

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
double kernel_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels);

Metric kernel_calibration_error_metric();

}  // namespace bayes
