#pragma once

#include "bayes/calibration/calibration.h"
#include "bayes/predictive/predictive.h"

namespace bayes {

struct TemperatureScalingOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// One number, the temperature, by `fit_temperature`; applied by `with_temperature`.
FitCalibration temperature_scaling(const TemperatureScalingOptions& options);

/// The temperature T at which softmax(log p / T) of the averaged predictive has the least negative log
/// likelihood: above 1 the predictive was too sure, below 1 not sure enough. Accuracy stays as it is. In
/// [0.05, 20]; by Brent's method over log T, in which the likelihood has one optimum.
///   predictive  of validation images, not of those that are reported on
///   labels      [N], int64, each in [0, C)
/// Throws `Error` where there is not one label for each example.
/// Source: Guo et al. 2017, section 4.2; for averages over draws Rahaman & Thiery 2021 (average, then
/// calibrate).
double fit_temperature(const Predictive& predictive, const torch::Tensor& labels);

/// softmax(log p / T) of the averaged predictive, as one of a single draw. Throws `Error` where T is not
/// positive.
Predictive with_temperature(const Predictive& predictive, double temperature);

}  // namespace bayes
