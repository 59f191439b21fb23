#pragma once

#include <vector>

#include "bayes/metrics/regression/regression_metric.h"

namespace bayes {

/// Area between the empirical distribution of u = F(y) and the diagonal, the integral over p in [0, 1] of
/// |share of u <= p - p|, exactly; the mean over targets of that of each. In [0, 1/2]; lower is better; 0 in
/// the limit of large N where predictives are calibrated, in which chance leaves about 0.32 / sqrt(N).
/// Quantiles and not central intervals are compared, so that a bias counts. It is the Wasserstein-1 distance
/// of u from the uniform distribution.
/// Source: Kuleshov et al. 2018, whose calibration error sums squares over a grid of p; Tran et al. 2020
/// (miscalibration area).
RegressionMetric calibration_area_metric();

/// Observed against nominal coverage of central intervals: on the diagonal where the predictive is
/// calibrated, below it where it is too sure. It does not see a bias that spreads hide.
struct CalibrationCurve {
  std::vector<double> nominal;   ///< [19]: 0.05, 0.10 … 0.95
  std::vector<double> observed;  ///< [19], share of the examples
  std::vector<double> low;       ///< [19], 95 % binomial interval of the observed share, point by point
  std::vector<double> high;
};

/// Of one target.
///   pit  [N], in [0, 1]: a column of `MixturePredictive::cdf`, or of a recalibrated one
/// Throws `Error` otherwise.
/// Source: Kuleshov et al. 2018, with central intervals; Clopper and Pearson 1934.
CalibrationCurve calibration_curve(const torch::Tensor& pit);

}  // namespace bayes
