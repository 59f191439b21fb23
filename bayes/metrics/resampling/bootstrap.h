#pragma once

#include <cstdint>
#include <vector>

#include "bayes/core/interval.h"
#include "bayes/metrics/metric.h"
#include "bayes/metrics/resampling/run_jobs.h"

namespace bayes {

/// The fewer of the right and the wrong predictions among the examples: what figures of a predictive rest on.
std::int64_t events(const CategoricalPredictive& predictive, const torch::Tensor& labels);

/// 95 % interval of a metric over examples: how it would vary with other test examples, not with other seeds.
/// Of a share the exact binomial one; else from its values over `resamples` draws of N examples with
/// replacement, as `interval_of` makes it of what the metric says about itself (`Metric::resampling`). No
/// such interval where there are fewer than `Metric::least_events` right or wrong predictions, and of metrics
/// that have none.
///
/// The same seed gives the same resamples for every metric and method with N examples, on every machine.
/// Resamples in which the metric is not defined (an AUROC without errors) are left out. The value of a share
/// or of a biased metric always lies in its interval. That of an unbiased one does in practice: the quantiles
/// of its resamples hold it where these are not very few.
///   labels     [N], int64, each in [0, C); N < 2^32
///   resamples  >= 1; 1,000 is usual
/// Throws `Error` as `require_labels` and where resamples < 1.
/// In simulated sets of 300 examples intervals by resampling cover the truth in 88 % or more, but for the
/// resolution of the Brier score where bins hold an example or two:
/// `tests/bayes/metrics/interval_coverage_test.cpp`.
/// Source: Efron and Tibshirani 1993, chapter 13; Clopper and Pearson 1934.
Interval bootstrap_interval(const Metric& metric, const CategoricalPredictive& predictive,
                            const torch::Tensor& labels, std::int64_t resamples, std::uint64_t seed);

/// The same of several metrics, in their order; draws each resample once for all of them.
///   run  what spreads the resamples over threads; it changes no value
std::vector<Interval> bootstrap_intervals(const std::vector<Metric>& metrics,
                                          const CategoricalPredictive& predictive,
                                          const torch::Tensor& labels, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run = run_in_order);

/// Values of several metrics in each resample, [metrics][resamples]; NaN where one is not defined. Since the
/// resamples are the same for every predictive of N examples, differences between values of two predictives
/// are paired by example: `difference_interval` is of them.
/// Throws `Error` as `bootstrap_interval`.
/// Source: Efron and Tibshirani 1993, chapter 8 (what was observed together is resampled together).
std::vector<std::vector<double>> bootstrap_values(const std::vector<Metric>& metrics,
                                                  const CategoricalPredictive& predictive,
                                                  const torch::Tensor& labels, std::int64_t resamples,
                                                  std::uint64_t seed, const RunJobs& run = run_in_order);

}  // namespace bayes
