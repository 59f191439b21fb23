#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Jackknife standard error of a metric over the S draws: how much it would vary with other draws of the same
/// posterior. With theta_s the metric without draw s,
///   sqrt((S - 1) / S * sum over s of (theta_s - mean theta)^2).
/// In the metric's unit; 0 where S = 1; NaN where the metric is not defined for some theta_s.
/// Good for smooth metrics; rough for those that jump (accuracy, binned errors).
/// Throws `Error` as `require_labels`.
/// Source: Efron and Tibshirani 1993, equation 11.5.
double monte_carlo_error(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels);

/// The same of several metrics, in their order; averages over the remaining draws once for all of them.
std::vector<double> monte_carlo_errors(const std::vector<Metric>& metrics, const Predictive& predictive,
                                       const torch::Tensor& labels);

/// The jackknife's standard error from the values without each draw, [S].
double jackknife_error(const std::vector<double>& left_out);

}  // namespace bayes
