#pragma once

#include <vector>

#include "bayes/metrics/measured.h"
#include "bayes/metrics/resampling/run_jobs.h"

namespace bayes {

/// Standard error of each metric over the S draws: how much it would vary with other draws of the same
/// posterior. The draws are cut into K = 8 sections (the largest power of two up to that and S) of floor(S /
/// K) draws, and the metric is taken of halves of them, A and B, in the K - 1 ways of a Hadamard matrix:
///   sqrt(mean of (metric(A) - metric(B))^2 / 4)
/// Of what is linear in the draws this is sd / sqrt(S) over sections. Both halves have the same bias (a
/// mixture of few draws has a worse likelihood), which leaves with the difference; sections of S / 8 draws,
/// extrapolated, said 1.3 to 2.2 times the truth of likelihoods. What counts or ranks predictions
/// (`Metric::smooth` is false) is approximate: where examples flip one by one the error falls as S^(-1/4),
/// and halves say 0.84 of it at worst; the gap of one bin is known to a factor of 1.5. By itself an error
/// from 8 sections is known to 1 / sqrt(14) = 27 %.
///
/// In the metric's unit; 0 where S = 1; NaN where the metric is not defined for some half. Draws that K does
/// not divide are left out of the halves. `run` spreads the halves over threads.
/// Source: balanced half-samples, McCarthy 1969; Shao and Wu 1989 for what is not smooth.
std::vector<double> monte_carlo_errors(const Measured& measured, const RunJobs& run = run_in_order);

/// The same of metrics of one kind of predictive. Throws `Error` as `measured`.
template <class P>
std::vector<double> monte_carlo_errors(const std::vector<MetricOf<P>>& metrics, const P& predictive,
                                       const torch::Tensor& targets, const RunJobs& run = run_in_order) {
  return monte_carlo_errors(measured(metrics, predictive, targets), run);
}

/// The same of a single metric.
template <class P>
double monte_carlo_error(const MetricOf<P>& metric, const P& predictive, const torch::Tensor& targets) {
  return monte_carlo_errors({metric}, predictive, targets).front();
}

}  // namespace bayes
