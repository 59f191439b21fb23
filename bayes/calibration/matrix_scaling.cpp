#include "bayes/calibration/matrix_scaling.h"

#include <torch/types.h>

#include <algorithm>

#include "bayes/calibration/affine_scaling.h"
#include "bayes/calibration/temperature_scaling.h"

namespace bayes {
namespace {

torch::Tensor matrix_penalty(const MatrixScalingOptions& options, const CategoricalPredictive& validation,
                             double temperature) {
  const std::int64_t classes = validation.classes();
  const auto pairs = static_cast<double>(std::max<std::int64_t>(1, classes * (classes - 1)));
  const double prior = 0.5 * options.prior_weight / static_cast<double>(validation.examples());
  auto penalty = torch::full({classes, classes + 1}, options.off_diagonal_penalty / pairs, torch::kFloat64);
  penalty.diagonal().fill_(prior * temperature * temperature);
  penalty.select(/*dim=*/1, classes).fill_(options.intercept_penalty / static_cast<double>(classes));
  return penalty;
}

std::string describe_matrix(const AffineScaling& fitted) {
  const auto diagonal = fitted.weight.diagonal();
  return "diagonal " + range_of(diagonal) + ", elsewhere " + range_of(fitted.weight - diagonal.diag()) +
         ", intercepts " + range_of(fitted.intercept);
}

}  // namespace

FitCalibration matrix_scaling(const MatrixScalingOptions& options) {
  return [options](const CategoricalPredictive& validation, const torch::Tensor& labels) {
    const std::int64_t classes = validation.classes();
    const double temperature = fit_temperature(validation, labels).temperature;
    const auto fitted =
        fit_affine_scaling(validation, labels, matrix_penalty(options, validation, temperature), temperature);
    return Calibration{
        [fitted](const CategoricalPredictive& other) { return with_affine_scaling(other, fitted); },
        classes * (classes + 1),
        describe_matrix(fitted),
        fitted.converged,
        fitted.has_maximum,
        /*warning=*/"",
        {{"weight", by_rows(fitted.weight)}, {"intercepts", by_rows(fitted.intercept)}}};
  };
}

}  // namespace bayes
