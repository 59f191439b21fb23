#include "bayes/calibration/vector_scaling.h"

#include <torch/types.h>

#include <limits>

#include "bayes/calibration/affine_scaling.h"

namespace bayes {

FitCalibration vector_scaling(const VectorScalingOptions&) {
  return [](const Predictive& validation, const torch::Tensor& labels) {
    const std::int64_t classes = validation.classes();
    auto penalty =
        torch::full({classes, classes + 1}, std::numeric_limits<double>::infinity(), torch::kFloat64);
    penalty.diagonal().zero_();
    penalty.select(/*dim=*/1, classes).zero_();
    const auto fitted = fit_affine_scaling(validation, labels, penalty);
    return Calibration{
        [fitted](const Predictive& other) { return with_affine_scaling(other, fitted); }, 2 * classes,
        "scales " + range_of(fitted.weight.diagonal()) + ", intercepts " + range_of(fitted.intercept)};
  };
}

}  // namespace bayes
