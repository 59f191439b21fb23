#pragma once

#include <cstdint>
#include <string>

#include "bayes/metrics/regression/regression_metric.h"

namespace bayes {

// What the mean of the mixture over draws, m, is off: its spread does not matter.

/// Root mean squared error: sqrt(mean over examples and targets of (y - m)^2). Lower is better.
RegressionMetric rmse_metric();

/// The same of one target, 0 <= target < D: "rmse_<name>". Its counted form throws `Error` where there is no
/// such target.
RegressionMetric rmse_metric(std::int64_t target, const std::string& name);

/// Mean absolute error: mean over examples and targets of |y - m|. Lower is better. The mean of a skewed
/// mixture is not what makes it smallest: that is its median.
RegressionMetric mae_metric();

/// Coefficient of determination: 1 - (sum of (y - m)^2) / (sum of (y - mean of y)^2) of each target, averaged
/// over targets. At most 1; 0 for the mean of these targets everywhere; negative where m is worse than that.
/// Higher is better. NaN where a target is the same for all examples.
RegressionMetric r2_metric();

}  // namespace bayes
