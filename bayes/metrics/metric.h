#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "bayes/core/metric_info.h"
#include "bayes/metrics/resample.h"
#include "bayes/metrics/targeted_predictive.h"
#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// A metric of fixed examples as a function of how often each counts.
using CountedMetric = std::function<double(const Resample& resample)>;

/// What drawing the examples anew does to a metric: `interval_of` makes its interval accordingly.
enum class Resampling {
  kUnbiased,  ///< resamples scatter around the value as the value does around the truth
  kUpward,    ///< a sum of absolute values or squares: chance makes the value too large, and resamples once
              ///< more
  kDownward,  ///< the same from the other side: chance makes it too small
  kUpwardInResamples,  ///< the value is debiased, for one drawing of the examples; in resamples there are two
  kNone                ///< no interval by resampling covers the truth: the gap of the one worst bin
};

/// How uncertain a metric is, over examples and over draws.
struct MetricRules {
  Resampling resampling = Resampling::kUnbiased;
  /// So many right and so many wrong predictions an interval by resampling takes; 0 where they do not matter.
  /// A mean of scores is known badly without errors: how large those would be was not seen.
  std::int64_t least_events = kLeastEvents;
  /// Of a share: of how many it is one where there are so many examples. Its interval is the exact one.
  std::function<std::int64_t(std::int64_t examples)> share_of = nullptr;
  /// Whether it follows every draw smoothly, as a mean of scores does. What counts or ranks predictions jumps
  /// where one flips, and its Monte Carlo error is known roughly.
  bool smooth = false;

  static constexpr std::int64_t kLeastEvents = 5;
  static constexpr std::int64_t kLeastRankedEvents = 10;  ///< of ranks of the wrong among the right
};

/// A named figure of predictives of the kind P: a pure function in double precision of the mixture over
/// draws.
template <class P>
struct MetricOf : MetricInfo, MetricRules {
  /// Of targets as P's likelihood has them.
  std::function<double(const P& predictive, const torch::Tensor& targets)> value;
  /// Optional: averages, sorts and bins once, so that each of many resamples of the examples costs one pass
  /// over them, and shares that with other metrics. What it returns, called with counts c, equals `value` of
  /// the examples repeated c times each.
  std::function<CountedMetric(const TargetedPredictive<P>& examples)> counted = nullptr;
};

/// A metric of class probabilities, with labels [N], int64, each in [0, C).
using Metric = MetricOf<CategoricalPredictive>;

/// The metric where each of the N examples counts once.
double each_once(const CountedMetric& metric, const Predictive& predictive);

/// The mean of scores [N] over the examples, each as often as it counts.
CountedMetric mean_of_scores(std::vector<double> scores);

/// The share of the examples, each as often as it counts, for which `holds` [N] is true.
CountedMetric share_of_examples(const std::vector<bool>& holds);

}  // namespace bayes
