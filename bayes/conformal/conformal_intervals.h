#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "bayes/core/fields.h"
#include "bayes/predictive/mixture_predictive.h"

namespace bayes {

struct ConformalIntervalOptions {
  double coverage = 0.9;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("coverage", options.coverage, Range{0.0, 1.0, true, true},
          "Share of intervals that are to hold the true number.");
  }
};

/// What a kind of interval starts from, each [N, D], float64: it becomes
/// [lower - threshold step, upper + threshold step]. A negative threshold makes it narrower.
struct IntervalSeed {
  torch::Tensor lower;
  torch::Tensor upper;
  torch::Tensor step;  ///< above 0
};

/// A kind of prediction intervals, whose thresholds `fit_conformal_intervals` finds.
struct ConformalIntervalMethod {
  ConformalIntervalOptions options;
  std::function<IntervalSeed(const MixturePredictive& predictive)> seed;
};

/// Of one width everywhere: mean +- threshold.
/// Source: Lei et al. 2018, section 2.2 (split conformal prediction).
ConformalIntervalMethod absolute_residuals(const ConformalIntervalOptions& options);

/// Wider where the predictive is less sure: mean +- threshold x predictive standard deviation.
/// Source: Lei et al. 2018, section 5.2 (locally weighted).
ConformalIntervalMethod scaled_residuals(const ConformalIntervalOptions& options);

/// The central interval of the mixture, moved out (or in) by one threshold at both ends: the predictive's
/// shape, skewed where that is. Moved in further than to its middle, it is empty: lower > upper.
/// Source: Romano et al. 2019 (conformalised quantile regression), with the quantiles of the predictive.
ConformalIntervalMethod conformalised_quantiles(const ConformalIntervalOptions& options);

/// Intervals of every number, each [N, D], float64.
struct NumberIntervals {
  torch::Tensor lower;
  torch::Tensor upper;
};

/// Prediction intervals whose thresholds were found on validation examples.
struct ConformalIntervals {
  ConformalIntervalMethod method;
  torch::Tensor thresholds;     ///< [D], float64; infinite: see below
  std::int64_t calibrated = 0;  ///< how many validation examples they were found on

  /// Throws `Error` where the predictive has not D targets.
  NumberIntervals intervals(const MixturePredictive& predictive) const;
};

/// The threshold of a target is the `conformal_rank`-th smallest of the validation examples'
///   max(lower - y, y - upper) / step.
/// If the validation examples and those predicted are exchangeable (the model chosen or trained on neither of
/// them), an interval holds the true number with a probability of at least `coverage`, and without ties of at
/// most coverage + 1 / (n + 1): of each target by itself, not of all together; on average over validation
/// sets and examples, not for each example. Where n examples are too few for the rank the threshold is
/// infinite, and so are the intervals: see `too_few_for_coverage`.
///   targets  [N, D], float64
/// Throws `Error` as `require_targets` and where the coverage is not in (0, 1).
/// Source: Vovk et al. 2005; Lei et al. 2018, theorem 2.
ConformalIntervals fit_conformal_intervals(const ConformalIntervalMethod& method,
                                           const MixturePredictive& validation, const torch::Tensor& targets);

/// That there were fewer validation examples than the coverage takes, and what follows: one sentence. Empty
/// where every threshold is finite.
std::string too_few_for_coverage(const ConformalIntervals& fitted);

}  // namespace bayes
