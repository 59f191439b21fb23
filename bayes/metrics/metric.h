#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bayes/predictive/labels.h"
#include "bayes/predictive/predictive.h"

namespace bayes {

/// How often each example counts, [N]: 1 each for the examples as they are; in a bootstrap resample 0, 1, 2,
/// …
using ExampleCounts = std::vector<std::int32_t>;

/// A metric of fixed examples as a function of how often each counts.
using CountedMetric = std::function<double(const ExampleCounts& counts)>;

/// A named figure of a predictive distribution: a pure function in double precision.
struct Metric {
  std::string key;        ///< in metrics.json: "ece"
  std::string title;      ///< for people: "Expected calibration error"
  std::string reference;  ///< paper
  bool higher_is_better = false;
  /// labels [N], int64, each in [0, C).
  std::function<double(const Predictive& predictive, const torch::Tensor& labels)> value;
  /// Optional: averages, sorts and bins once, so that each of many resamples of the examples costs one pass
  /// over them. What it returns, called with counts c, equals `value` of the examples repeated c times each.
  std::function<CountedMetric(const Predictive& predictive, const torch::Tensor& labels)> counted = nullptr;
};

/// How many examples count.
std::int64_t total_count(const ExampleCounts& counts);

/// The metric where each of the N examples counts once.
double each_once(const CountedMetric& metric, const Predictive& predictive);

/// The mean of scores [N] over the examples, each as often as it counts.
CountedMetric mean_of_scores(std::vector<double> scores);

}  // namespace bayes
