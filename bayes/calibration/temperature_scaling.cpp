#include "bayes/calibration/temperature_scaling.h"

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include "bayes/calibration/finite_log_probabilities.h"
#include "bayes/core/error.h"
#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

constexpr std::uintmax_t kMostEvaluations = 200;

/// The negative log likelihood over all examples, in nats, as a function of a = 1 / T. It is convex, and its
/// slope is the sum over examples of (mean of log p under softmax(a log p)) - log p(label).
class Sharpness {
 public:
  Sharpness(const CategoricalPredictive& predictive, const torch::Tensor& labels)
      : log_p_(finite_log_probabilities(predictive)),
        of_labels_(log_p_.gather(1, labels.to(torch::kCPU).unsqueeze(1)).squeeze(1)) {}

  double slope(double a) const {
    const auto mean = (log_p_.mul(a).softmax(/*dim=*/1) * log_p_).sum(/*dim=*/1);
    return (mean - of_labels_).sum().item<double>();
  }

  /// Empty where the slope is 0 at some finite a > 0, or everywhere.
  std::string without_minimum() const {
    const double here = slope(1.0);
    if (here < 0.0 && log_p_.amax(/*dim=*/1).eq(of_labels_).all().item<bool>()) {
      return "Every validation label is the most probable class: the lower the temperature, the likelier are "
             "the labels.";
    }
    // The slope is least at a = 0.
    if (here > 0.0 && slope(0.0) >= 0.0) {
      return "The validation labels are no more probable than the other classes: the higher the temperature, "
             "the likelier are the labels.";
    }
    return "";
  }

 private:
  torch::Tensor log_p_;      // [N, C]
  torch::Tensor of_labels_;  // [N]
};

}  // namespace

FitCalibration temperature_scaling(const TemperatureScalingOptions& options) {
  return [options](const CategoricalPredictive& validation, const torch::Tensor& labels) {
    const auto fitted = fit_temperature(validation, labels, options.prior_weight);
    char found[64];
    std::snprintf(found, sizeof found, "temperature %#.4g", fitted.temperature);
    return Calibration{
        [t = fitted.temperature](const CategoricalPredictive& other) { return with_temperature(other, t); },
        /*parameters=*/1,
        found,
        fitted.converged,
        /*has_maximum=*/fitted.without_maximum.empty(),
        fitted.without_maximum,
        {{"temperature", {fitted.temperature}}}};
  };
}

FittedTemperature fit_temperature(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  double prior_weight) {
  require_labels(labels, predictive);
  if (!(prior_weight > 0.0) || !std::isfinite(prior_weight)) {
    throw Error("the prior's weight is " + std::to_string(prior_weight), "fit_temperature",
                "choose a finite number > 0");
  }
  const Sharpness sharpness(predictive, labels);
  FittedTemperature fitted{1.0, true, sharpness.without_minimum()};
  // Of the whole objective over a; sought over log a, where a step is a factor.
  const auto slope = [&](double log_a) {
    const double a = std::exp(log_a);
    return sharpness.slope(a) + prior_weight * (1.0 - 1.0 / a);
  };
  double near = 0.0, at_near = slope(near);
  if (at_near == 0.0) return fitted;
  // Outwards from T = 1 to where the slope has the other sign, which it has: it goes from minus infinity at
  // a = 0 to at least the prior's weight.
  const double outwards = at_near > 0.0 ? -1.0 : 1.0;
  double far = outwards, at_far = slope(far);
  while (std::signbit(at_far) == std::signbit(at_near) && at_far != 0.0) {
    near = far;
    at_near = at_far;
    far *= 2.0;
    at_far = slope(far);
  }
  if (at_far == 0.0) return {std::exp(-far), true, fitted.without_maximum};
  const bool rises = near < far;
  std::uintmax_t evaluations = kMostEvaluations;
  const boost::math::tools::eps_tolerance<double> tolerance(std::numeric_limits<double>::digits - 3);
  const auto [low, high] = boost::math::tools::toms748_solve(
      slope, rises ? near : far, rises ? far : near, rises ? at_near : at_far, rises ? at_far : at_near,
      tolerance, evaluations);
  fitted.temperature = std::exp(-0.5 * (low + high));
  fitted.converged = evaluations < kMostEvaluations;
  return fitted;
}

CategoricalPredictive with_temperature(const CategoricalPredictive& predictive, double temperature) {
  if (!(temperature > 0.0) || !std::isfinite(temperature)) {
    throw Error("the temperature is " + std::to_string(temperature), "with_temperature",
                "choose a finite number > 0");
  }
  const auto scaled = finite_log_probabilities(predictive) / temperature;
  return CategoricalPredictive(scaled.log_softmax(/*dim=*/1).unsqueeze(/*dim=*/0));
}

}  // namespace bayes
