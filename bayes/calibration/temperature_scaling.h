#pragma once

#include <string>

#include "bayes/calibration/calibration.h"
#include "bayes/core/fields.h"
#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

struct TemperatureScalingOptions {
  double prior_weight = 1.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("prior_weight", options.prior_weight, positive(),
          "How many examples the prior around a temperature of 1 counts for.");
  }
};

/// One number, the temperature, by `fit_temperature`; applied by `with_temperature`.
/// Numbers: temperature [1].
FitCalibration temperature_scaling(const TemperatureScalingOptions& options);

struct FittedTemperature {
  double temperature = 1.0;
  bool converged = true;
  /// Why the likelihood alone is greatest at no temperature above 0 and below infinity: one sentence. Empty
  /// where it has a maximum.
  std::string without_maximum = {};
};

/// The temperature T at which softmax(log p / T) of the averaged predictive explains the labels best: above 1
/// the predictive was too sure, below 1 not sure enough. Accuracy stays as it is. It minimises, in nats over
/// all examples,
///   negative log likelihood + prior_weight (1 / T - 1 + log T)
/// which is convex in 1 / T, and has one minimum at some finite T > 0 whatever the labels: T is not confined
/// to any interval. The likelihood alone need not have one. Where every label is the most probable class it
/// rises as T falls to 0; where labels are no more probable than other classes, on average over the
/// logarithm, it rises with T.
///
/// The penalty is 0 at T = 1, and so the likelihood never falls by calibrating. It is the negative log
/// likelihood of one more example, an exponential variable of rate 1 / T that was seen at 1: a Gamma(2, 1)
/// prior of 1 / T, whose information about log T is 1, that of one such example, and does not grow with N.
/// Towards 0, where predictions become certain, it costs 1 / T; towards infinity, where they become cautious,
/// log T only.
///   predictive    of validation images, not of those that are reported on; a log p below -708, where doubles
///                 end, counts as -708
///   labels        [N], int64, each in [0, C)
///   prior_weight  > 0
/// Throws `Error` where there is not one label for each example, and where the weight is not positive.
/// Source: Guo et al. 2017, section 4.2; for averages over draws Rahaman & Thiery 2021 (average, then
/// calibrate).
FittedTemperature fit_temperature(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  double prior_weight = 1.0);

/// softmax(log p / T) of the averaged predictive, as one of a single draw. A log p below -708, where doubles
/// end, counts as -708. Throws `Error` where T is not positive.
CategoricalPredictive with_temperature(const CategoricalPredictive& predictive, double temperature);

}  // namespace bayes
