#pragma once

#include <cstdint>

#include "bayes/metrics/regression/regression_metric.h"

namespace bayes {

// Of the central intervals of the mixture, from its quantile (1 - c) / 2 to its quantile (1 + c) / 2.

/// "interval_coverage_95": the share of all targets that lie in their central interval of
/// coverage_percent / 100, in [0, 1], found by F(y), so that no quantile is needed. Good where it is that
/// share; neither more nor less is better. Of one target (D = 1) its interval is the exact binomial one. The
/// D targets of one example are not independent of each other, and so their interval is by resampling of
/// examples; it has no width where all targets are covered, or none.
///   coverage_percent  1 to 99
///   targets           D of the predictives that it is of
/// Throws `Error` where one of both is out of range, and when measured where D is another.
RegressionMetric interval_coverage_metric(std::int64_t coverage_percent, std::int64_t targets = 1);

/// "interval_width_95": the mean over examples and targets of the width of these intervals, in the unit of
/// the target. Neither is better by itself: the narrower of two predictives that cover alike says more, and
/// one that is too sure is narrower still.
///   coverage_percent  1 to 99, else `Error`
RegressionMetric interval_width_metric(std::int64_t coverage_percent);

/// Root mean predictive variance, over examples and targets, in the unit of the target. As with widths,
/// neither more nor less is better by itself. It equals the RMSE where variances are right on average.
/// Source: Gneiting et al. 2007, section 3.3; Kuleshov et al. 2018, here its root.
RegressionMetric sharpness_metric();

}  // namespace bayes
