#include "bayes/calibration/affine_scaling.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bayes/calibration/affine_objective.h"
#include "bayes/calibration/finite_log_probabilities.h"
#include "bayes/core/error.h"
#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

constexpr double kLargestSlope = 1e-10;
constexpr int kMostSteps = 200;
/// The share of the promised decrease that a step has to bring.
constexpr double kSufficientDecrease = 1e-4;
/// Nats that Newton's method may still promise where values no longer fall: far above their rounding.
constexpr double kRoundingOfValue = 1e-12;
/// Relative to the curvature: from next to none, which only keeps the equations soluble, to as much as makes
/// any step a small one down the slope.
constexpr double kLeastDamping = 1e-12;
constexpr double kMostDamping = 1e15;
/// Nats. At a maximum the step that is left moves no logit by nearly as much; where the likelihood rises
/// without end, as exp(-logit) falls, each of Newton's steps moves some logits by one.
constexpr double kStillMoving = 0.1;

/// Temperature scaling, C rows.
torch::Tensor temperature_map(std::int64_t classes, double temperature) {
  return torch::eye(classes, classes + 1, torch::kFloat64) / temperature;
}

/// Newton's step with each number's curvature raised by the share `damping`, that of flat ones by a little.
torch::Tensor newton_step(const torch::Tensor& gradient, const torch::Tensor& hessian,
                          double largest_curvature, double damping) {
  const auto curvature = hessian.diagonal().clamp_min(1e-12 * largest_curvature);
  const auto damped = hessian + torch::diag(damping * curvature);
  return -torch::linalg_solve(damped, gradient.unsqueeze(1)).squeeze(1);
}

struct Minimum {
  torch::Tensor map;
  bool converged = false;
};

Minimum minimum_of(const AffineObjective& objective, torch::Tensor map) {
  const double curvature = objective.largest_curvature();
  double value = objective.value(map), damping = kLeastDamping;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto gradient = objective.gradient(map);
    if (gradient.numel() == 0 || gradient.abs().max().item<double>() <= kLargestSlope) return {map, true};
    const auto hessian = objective.hessian(map);
    const auto promised = [&](const torch::Tensor& direction) {
      return -gradient.dot(direction).item<double>();
    };
    bool lower = false;
    while (!lower && damping <= kMostDamping) {
      const auto direction = newton_step(gradient, hessian, curvature, damping);
      const auto candidate = objective.moved(map, direction);
      const double reached = objective.value(candidate);
      lower = reached <= value - kSufficientDecrease * promised(direction) && reached < value;
      if (lower) {
        map = candidate;
        value = reached;
        damping = std::max(kLeastDamping, damping / 10.0);
      } else {
        damping = std::max(1e-6, 10.0 * damping);
      }
    }
    if (!lower) {  // as low as doubles can tell
      return {map, promised(newton_step(gradient, hessian, curvature, kLeastDamping)) <= kRoundingOfValue};
    }
  }
  return {map, false};
}

bool has_maximum(const AffineObjective& likelihood, const Minimum& found) {
  if (!found.converged) return false;
  const auto gradient = likelihood.gradient(found.map);
  if (gradient.numel() == 0) return true;
  const auto step =
      newton_step(gradient, likelihood.hessian(found.map), likelihood.largest_curvature(), kLeastDamping);
  return likelihood.largest_change(step) <= kStillMoving;
}

}  // namespace

FittedAffineScaling fit_affine_scaling(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                       const torch::Tensor& penalty, double temperature) {
  require_labels(labels, predictive);
  const std::int64_t classes = predictive.classes();
  if (!penalty.defined() || penalty.sizes() != torch::IntArrayRef({classes, classes + 1}) ||
      penalty.scalar_type() != torch::kFloat64 || !penalty.ge(0).all().item<bool>()) {
    throw Error("the penalties are not float64 numbers >= 0 of shape [classes, classes + 1]",
                "fit_affine_scaling", "give one for each weight and intercept");
  }
  if (!(temperature > 0.0) || !std::isfinite(temperature)) {
    throw Error("the temperature is " + std::to_string(temperature), "fit_affine_scaling",
                "choose a finite number > 0");
  }
  const auto start = temperature_map(classes, temperature);
  const AffineObjective objective(predictive, labels, penalty.contiguous(), start);
  const auto fitted = minimum_of(objective, start);
  const auto likelihood = objective.likelihood_alone();
  const auto likeliest = objective.has_penalties() ? minimum_of(likelihood, fitted.map) : fitted;
  return {{fitted.map.narrow(1, 0, classes).contiguous(), fitted.map.select(1, classes).contiguous()},
          fitted.converged,
          has_maximum(likelihood, likeliest)};
}

CategoricalPredictive with_affine_scaling(const CategoricalPredictive& predictive,
                                          const AffineScaling& scaling) {
  const auto scaled = finite_log_probabilities(predictive).matmul(scaling.weight.t()) + scaling.intercept;
  return CategoricalPredictive(scaled.log_softmax(/*dim=*/1).unsqueeze(/*dim=*/0));
}

std::vector<double> by_rows(const torch::Tensor& values) {
  const auto plain = values.contiguous();
  const auto* begin = plain.data_ptr<double>();
  return {begin, begin + plain.numel()};
}

std::string range_of(const torch::Tensor& values) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f to %.3f", values.min().item<double>(), values.max().item<double>());
  return text;
}

}  // namespace bayes
