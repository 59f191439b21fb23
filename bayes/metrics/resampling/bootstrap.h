#pragma once

#include <cstdint>
#include <vector>

#include "bayes/core/interval.h"
#include "bayes/metrics/measured.h"
#include "bayes/metrics/resampling/run_jobs.h"

namespace bayes {

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
///   resamples  >= 1; 1,000 is usual; `Error` otherwise. N < 2^32
///   run        what spreads the resamples over threads; it changes no value
/// In the order of the metrics; each resample is drawn once for all of them.
/// In simulated sets of 300 examples intervals by resampling cover the truth in 88 % or more, but for the
/// resolution of the Brier score where bins hold an example or two:
/// `tests/bayes/metrics/interval_coverage_test.cpp`.
/// Source: Efron and Tibshirani 1993, chapter 13; Clopper and Pearson 1934.
std::vector<Interval> bootstrap_intervals(const Measured& measured, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run = run_in_order);

/// The same of metrics of one kind of predictive. Throws `Error` as `measured`, too.
template <class P>
std::vector<Interval> bootstrap_intervals(const std::vector<MetricOf<P>>& metrics, const P& predictive,
                                          const torch::Tensor& targets, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run = run_in_order) {
  return bootstrap_intervals(measured(metrics, predictive, targets), resamples, seed, run);
}

/// The same of a single metric.
template <class P>
Interval bootstrap_interval(const MetricOf<P>& metric, const P& predictive, const torch::Tensor& targets,
                            std::int64_t resamples, std::uint64_t seed) {
  return bootstrap_intervals({metric}, predictive, targets, resamples, seed).front();
}

/// Values of several metrics in each resample, [metrics][resamples]; NaN where one is not defined. Since the
/// resamples are the same for every predictive of N examples, differences between values of two predictives
/// are paired by example: `difference_interval` is of them.
/// Throws `Error` as `bootstrap_intervals`.
/// Source: Efron and Tibshirani 1993, chapter 8 (what was observed together is resampled together).
std::vector<std::vector<double>> bootstrap_values(const Measured& measured, std::int64_t resamples,
                                                  std::uint64_t seed, const RunJobs& run = run_in_order);

/// The same of metrics of one kind of predictive.
template <class P>
std::vector<std::vector<double>> bootstrap_values(const std::vector<MetricOf<P>>& metrics,
                                                  const P& predictive, const torch::Tensor& targets,
                                                  std::int64_t resamples, std::uint64_t seed,
                                                  const RunJobs& run = run_in_order) {
  return bootstrap_values(measured(metrics, predictive, targets), resamples, seed, run);
}

}  // namespace bayes
