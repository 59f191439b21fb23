#include "bayes/calibration/temperature_scaling.h"

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include "bayes/core/error.h"
#include "bayes/predictive/labels.h"

namespace bayes {

FitCalibration temperature_scaling(const TemperatureScalingOptions&) {
  return [](const Predictive& validation, const torch::Tensor& labels) {
    const double temperature = fit_temperature(validation, labels);
    char found[64];
    std::snprintf(found, sizeof found, "temperature %.3f", temperature);
    return Calibration{
        [temperature](const Predictive& other) { return with_temperature(other, temperature); },
        /*parameters=*/1, found};
  };
}

double fit_temperature(const Predictive& predictive, const torch::Tensor& labels) {
  require_labels(labels, predictive);
  const auto of_label = labels.unsqueeze(1);
  const auto nll = [&](double log_temperature) {
    const auto scaled = with_temperature(predictive, std::exp(log_temperature)).mean_log_probabilities();
    return -scaled.gather(1, of_label).mean().item<double>();
  };
  // Half the digits: a minimum is flat to all others.
  constexpr int kBits = std::numeric_limits<double>::digits / 2;
  return std::exp(boost::math::tools::brent_find_minima(nll, std::log(0.05), std::log(20.0), kBits).first);
}

Predictive with_temperature(const Predictive& predictive, double temperature) {
  if (!(temperature > 0.0) || !std::isfinite(temperature)) {
    throw Error("the temperature is " + std::to_string(temperature), "with_temperature",
                "choose a finite number > 0");
  }
  const auto scaled = predictive.mean_log_probabilities() / temperature;
  return Predictive(scaled.log_softmax(/*dim=*/1).unsqueeze(/*dim=*/0));
}

}  // namespace bayes
