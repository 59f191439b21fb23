#pragma once

#include "bayes/metrics/measured.h"
#include "bayes/metrics/resampling/run_jobs.h"

namespace bayes {

/// Metrics of consecutive, disjoint subsets of `size` draws each, floor(S / size) of them: independent as the
/// draws are. [metrics][subsets]; NaN where a metric is not defined for a subset.
///   run  what spreads the subsets over threads
/// Throws `Error` where size is not in [1, S].
std::vector<std::vector<double>> metrics_of_draw_subsets(const Measured& measured, std::int64_t size,
                                                         const RunJobs& run = run_in_order);

/// Mean of values, and their standard deviation with n - 1 under the squares.
double mean_over_subsets(const std::vector<double>& values);
double deviation_over_subsets(const std::vector<double>& values);

}  // namespace bayes
