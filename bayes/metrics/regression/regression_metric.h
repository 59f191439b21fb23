#pragma once

#include <functional>
#include <vector>

#include "bayes/metrics/metric.h"
#include "bayes/predictive/mixture_predictive.h"

namespace bayes {

/// A metric of predictives of numbers, with targets [N, D], float64. Those of this folder rest on the N
/// examples, whatever D: targets of an example are drawn and repeated together. Their `value` throws `Error`
/// as `require_targets`. A mean over D targets of different units has none: it is meant for targets alike.
using RegressionMetric = MetricOf<MixturePredictive>;
using TargetedMixture = TargetedPredictive<MixturePredictive>;

/// With a `value` that is `counted` where each example counts once.
RegressionMetric regression_metric(MetricInfo info,
                                   std::function<CountedMetric(const TargetedMixture& examples)> counted);

/// The numbers of a tensor of float64, row by row.
std::vector<double> numbers_of(const torch::Tensor& tensor);

}  // namespace bayes
