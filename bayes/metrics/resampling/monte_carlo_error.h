#pragma once

#include "bayes/metrics/metric.h"
#include "bayes/metrics/resampling/run_jobs.h"

namespace bayes {

/// Standard error of a metric over the S draws: how much it would vary with other draws of the same
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
/// not divide are left out of the halves. Throws `Error` as `require_labels`.
/// Source: balanced half-samples, McCarthy 1969; Shao and Wu 1989 for what is not smooth.
double monte_carlo_error(const Metric& metric, const CategoricalPredictive& predictive,
                         const torch::Tensor& labels);

/// The same of several metrics, in their order. `run` spreads the halves over threads.
std::vector<double> monte_carlo_errors(const std::vector<Metric>& metrics,
                                       const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                       const RunJobs& run = run_in_order);

}  // namespace bayes
