#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bayes/core/metric_info.h"
#include "bayes/metrics/labelled_predictive.h"
#include "bayes/metrics/resample.h"
#include "bayes/predictive/categorical_predictive.h"
#include "bayes/predictive/labels.h"

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

/// A named figure of a predictive distribution: a pure function in double precision of the average over
/// draws.
struct Metric : MetricInfo {
  std::string reference;  ///< paper
  /// labels [N], int64, each in [0, C).
  std::function<double(const CategoricalPredictive& predictive, const torch::Tensor& labels)> value;
  /// Optional: averages, sorts and bins once, so that each of many resamples of the examples costs one pass
  /// over them, and shares that with other metrics. What it returns, called with counts c, equals `value` of
  /// the examples repeated c times each.
  std::function<CountedMetric(const LabelledPredictive& examples)> counted = nullptr;

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

/// The value of each metric, in their order; what several have in common is computed once.
std::vector<double> metric_values(const std::vector<Metric>& metrics, const CategoricalPredictive& predictive,
                                  const torch::Tensor& labels);

/// The metric where each of the N examples counts once.
double each_once(const CountedMetric& metric, const CategoricalPredictive& predictive);

/// The mean of scores [N] over the examples, each as often as it counts.
CountedMetric mean_of_scores(std::vector<double> scores);

/// The share of the examples, each as often as it counts, for which `holds` [N] is true.
CountedMetric share_of_examples(const std::vector<bool>& holds);

}  // namespace bayes
