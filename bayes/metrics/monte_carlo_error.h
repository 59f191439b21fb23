#pragma once

#include "bayes/metrics/metric.h"
#include "bayes/metrics/run_jobs.h"

namespace bayes {

/// Standard error of a metric over the S draws: how much it would vary with other draws of the same
/// posterior. The metric is taken of 8 disjoint sections of S' = floor(S / 8) draws each (of every draw where
/// S < 8), and
///   sd over sections * sqrt(S' / S)
/// is its error with all of them; known to 1 / sqrt(14) = 27 % itself. The root holds for smooth metrics and
/// many draws. Where examples flip one by one (accuracy, ranks) it says less than the truth, at worst
/// 8^(-1/4) = 0.6 of it; where a mixture of few draws is worse (likelihoods) somewhat more, 1.2 of it for 32
/// draws. The jackknife, which leaves out one draw, says up to 3 times the truth of figures that jump.
///
/// In the metric's unit; 0 where S = 1; NaN where the metric is not defined for some section. Throws `Error`
/// as `require_labels`. Source: sectioning, Asmussen and Glynn 2007, "Stochastic Simulation".
double monte_carlo_error(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels);

/// The same of several metrics, in their order. `run` spreads the sections over threads.
std::vector<double> monte_carlo_errors(const std::vector<Metric>& metrics, const Predictive& predictive,
                                       const torch::Tensor& labels, const RunJobs& run = run_in_order);

}  // namespace bayes
