#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bayes/metrics/labelled_predictive.h"
#include "bayes/metrics/resample.h"
#include "bayes/predictive/labels.h"
#include "bayes/predictive/predictive.h"

namespace bayes {

/// A metric of fixed examples as a function of how often each counts.
using CountedMetric = std::function<double(const Resample& resample)>;

/// A named figure of a predictive distribution: a pure function in double precision.
struct Metric {
  std::string key;        ///< in metrics.json: "ece"
  std::string title;      ///< for people: "Expected calibration error"
  std::string reference;  ///< paper
  bool higher_is_better = false;
  /// labels [N], int64, each in [0, C).
  std::function<double(const Predictive& predictive, const torch::Tensor& labels)> value;
  /// Optional: averages, sorts and bins once, so that each of many resamples of the examples costs one pass
  /// over them, and shares that with other metrics. What it returns, called with counts c, equals `value` of
  /// the examples repeated c times each.
  std::function<CountedMetric(const LabelledPredictive& examples)> counted = nullptr;
};

/// The value of each metric, in their order; what several have in common is computed once.
std::vector<double> metric_values(const std::vector<Metric>& metrics, const Predictive& predictive,
                                  const torch::Tensor& labels);

/// The metric where each of the N examples counts once.
double each_once(const CountedMetric& metric, const Predictive& predictive);

/// The mean of scores [N] over the examples, each as often as it counts.
CountedMetric mean_of_scores(std::vector<double> scores);

/// The share of the examples, each as often as it counts, for which `holds` [N] is true.
CountedMetric share_of_examples(const std::vector<bool>& holds);

}  // namespace bayes
