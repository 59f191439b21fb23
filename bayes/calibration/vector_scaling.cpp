#include "bayes/calibration/vector_scaling.h"

#include <torch/types.h>

#include <limits>

#include "bayes/calibration/affine_scaling.h"
#include "bayes/calibration/temperature_scaling.h"

namespace bayes {

FitCalibration vector_scaling(const VectorScalingOptions& options) {
  return [options](const CategoricalPredictive& validation, const torch::Tensor& labels) {
    const std::int64_t classes = validation.classes();
    const double temperature = fit_temperature(validation, labels).temperature;
    // The prior's share of the mean over examples.
    const double prior = 0.5 * options.prior_weight / static_cast<double>(validation.examples());
    auto penalty =
        torch::full({classes, classes + 1}, std::numeric_limits<double>::infinity(), torch::kFloat64);
    penalty.diagonal().fill_(prior * temperature * temperature);
    penalty.select(/*dim=*/1, classes).fill_(prior);
    const auto fitted = fit_affine_scaling(validation, labels, penalty, temperature);
    const auto scales = fitted.weight.diagonal();
    return Calibration{
        [fitted](const CategoricalPredictive& other) { return with_affine_scaling(other, fitted); },
        2 * classes,
        "scales " + range_of(scales) + ", intercepts " + range_of(fitted.intercept),
        fitted.converged,
        fitted.has_maximum,
        /*warning=*/"",
        {{"scales", by_rows(scales)}, {"intercepts", by_rows(fitted.intercept)}}};
  };
}

}  // namespace bayes
