#pragma once

#include <cstdint>
#include <vector>

#include "bayes/metrics/metric.h"
#include "bayes/metrics/run_jobs.h"

namespace bayes {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// 95 % percentile bootstrap interval of a metric: quantiles 2.5 % and 97.5 % of its values over `resamples`
/// draws of N examples with replacement. It says how the metric would vary with other test examples, not with
/// other seeds.
///
/// The same seed gives the same resamples for every metric and method with N examples, on every machine.
/// Resamples in which the metric is not defined (an AUROC without errors) are left out; NaN where none
/// remains. Two limits: where every example scores the same (accuracy 1) the interval has no width, and
/// calibration errors, being sums of absolute values, are larger in resamples than in the data, so that their
/// interval lies high and may exclude the value itself where that is near 0.
///   labels     [N], int64, each in [0, C); N < 2^32
///   resamples  >= 1; 1,000 is usual
/// Throws `Error` as `require_labels` and where resamples < 1.
/// Source: Efron and Tibshirani 1993, section 13.3.
Interval bootstrap_interval(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels,
                            std::int64_t resamples, std::uint64_t seed);

/// The same of several metrics, in their order; draws each resample once for all of them.
///   run  what spreads the resamples over threads; it changes no value
std::vector<Interval> bootstrap_intervals(const std::vector<Metric>& metrics, const Predictive& predictive,
                                          const torch::Tensor& labels, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run = run_in_order);

/// Values of several metrics in each resample, [metrics][resamples]; NaN where one is not defined. Since the
/// resamples are the same for every predictive of N examples, differences between values of two predictives
/// are paired by example: their `percentile_interval` is that of the difference.
/// Throws `Error` as `bootstrap_interval`.
/// Source: Efron and Tibshirani 1993, chapter 8 (what was observed together is resampled together).
std::vector<std::vector<double>> bootstrap_values(const std::vector<Metric>& metrics,
                                                  const Predictive& predictive, const torch::Tensor& labels,
                                                  std::int64_t resamples, std::uint64_t seed,
                                                  const RunJobs& run = run_in_order);

/// Quantiles 2.5 % and 97.5 % of those values that are not NaN; NaN where there are none.
Interval percentile_interval(const std::vector<double>& values);

}  // namespace bayes
