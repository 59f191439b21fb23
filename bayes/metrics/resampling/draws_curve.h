#pragma once

#include "bayes/metrics/measured.h"
#include "bayes/metrics/resampling/run_jobs.h"

namespace bayes {

/// Metrics as fewer draws of the same posterior would have given them.
struct DrawsCurvePoint {
  std::int64_t draws = 0;      ///< S' of the S draws
  std::int64_t subsets = 0;    ///< floor(S / S') disjoint subsets of so many draws, >= 2
  std::vector<double> values;  ///< [metrics], mean over the subsets
  std::vector<double>
      errors;  ///< [metrics], standard deviation over the subsets: the Monte Carlo error of one
};

/// How metrics depend on the number of draws: a point for S' = 1, 2, 4, … up to S / 2, from consecutive,
/// disjoint subsets of the draws, which are independent as the draws are. What metrics of a mixture gain or
/// lose with the number of draws shows in the values, what chance adds in the errors. The errors of the last
/// points come from few subsets (two at S' > S / 3) and are rough; with all S draws there is one subset,
/// whose error is `monte_carlo_error`. NaN where a metric is not defined for some subset. Empty where S = 1.
///   run  what spreads the subsets over threads
std::vector<DrawsCurvePoint> draws_curve(const Measured& measured, const RunJobs& run = run_in_order);

/// The same of metrics of one kind of predictive. Throws `Error` as `measured`.
template <class P>
std::vector<DrawsCurvePoint> draws_curve(const std::vector<MetricOf<P>>& metrics, const P& predictive,
                                         const torch::Tensor& targets, const RunJobs& run = run_in_order) {
  return draws_curve(measured(metrics, predictive, targets), run);
}

}  // namespace bayes
