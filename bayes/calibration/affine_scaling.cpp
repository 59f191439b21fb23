#include "bayes/calibration/affine_scaling.h"

#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <limits>

#include "bayes/core/error.h"
#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

constexpr double kLargestSlope = 1e-10;
constexpr int kMostSteps = 200;
constexpr int kMostHalvings = 50;
/// The share of the promised decrease that a step has to bring.
constexpr double kSufficientDecrease = 1e-4;

/// log p [N, C], finite: 0 * -inf would be NaN.
torch::Tensor finite_log_probabilities(const Predictive& predictive) {
  return predictive.mean_log_probabilities().clamp_min(std::log(std::numeric_limits<double>::min()));
}

/// [1 0], C rows.
torch::Tensor identity_map(std::int64_t classes) { return torch::eye(classes, classes + 1, torch::kFloat64); }

/// The objective as a function of V [C, C + 1], with its derivatives over the V that are free.
class AffineObjective {
 public:
  AffineObjective(const Predictive& predictive, const torch::Tensor& labels, const torch::Tensor& penalty)
      : classes_(predictive.classes()),
        free_(torch::isfinite(penalty).view(-1).nonzero().view(-1)),
        penalty_(penalty.view(-1).index_select(0, free_)),
        labels_(labels.to(torch::kCPU).unsqueeze(1)) {
    const auto ones = torch::ones({predictive.examples(), 1}, torch::kFloat64);
    inputs_ = torch::cat({finite_log_probabilities(predictive), ones}, /*dim=*/1);
  }

  double value(const torch::Tensor& map) const {
    const double nll = -log_probabilities(map).gather(1, labels_).mean().item<double>();
    return nll + (penalty_ * distance(map).square()).sum().item<double>();
  }

  /// Over the free V, [F].
  torch::Tensor gradient(const torch::Tensor& map) const {
    const auto residual = log_probabilities(map).exp();
    residual.scatter_add_(1, labels_, torch::full_like(labels_, -1.0, torch::kFloat64));
    const auto whole = residual.t().matmul(inputs_).div(examples()).view(-1);
    return whole.index_select(0, free_) + 2.0 * penalty_ * distance(map);
  }

  /// [F, F]: the mean over examples of (diag(p) - p p^T) times the inputs' outer product.
  torch::Tensor hessian(const torch::Tensor& map) const {
    const auto p = log_probabilities(map).exp();
    const auto weighted = (p.unsqueeze(2) * inputs_.unsqueeze(1)).view({inputs_.size(0), -1});
    auto whole = weighted.t().matmul(weighted).neg_();
    const auto width = classes_ + 1;
    for (std::int64_t c = 0; c < classes_; ++c) {
      auto block = whole.narrow(0, c * width, width).narrow(1, c * width, width);
      block += (inputs_ * p.select(1, c).unsqueeze(1)).t().matmul(inputs_);
    }
    const auto of_free = whole.div_(examples()).index_select(0, free_).index_select(1, free_);
    return of_free + torch::diag(2.0 * penalty_);
  }

  torch::Tensor moved(const torch::Tensor& map, const torch::Tensor& step) const {
    return map.reshape(-1).index_add(0, free_, step).view({classes_, classes_ + 1});
  }

 private:
  double examples() const { return static_cast<double>(inputs_.size(0)); }
  torch::Tensor log_probabilities(const torch::Tensor& map) const {
    return inputs_.matmul(map.t()).log_softmax(/*dim=*/1);
  }
  torch::Tensor distance(const torch::Tensor& map) const {
    return (map - identity_map(classes_)).view(-1).index_select(0, free_);
  }

  std::int64_t classes_;
  torch::Tensor free_;     // [F], places in V
  torch::Tensor penalty_;  // [F]
  torch::Tensor labels_;   // [N, 1]
  torch::Tensor inputs_;   // [N, C + 1], log p and 1
};

/// Newton's step, against the slope also where the Hessian is singular.
torch::Tensor newton_step(const torch::Tensor& gradient, const torch::Tensor& hessian) {
  const double scale = std::max(hessian.diagonal().max().item<double>(), std::numeric_limits<double>::min());
  const auto damping = torch::full({gradient.size(0)}, 1e-12 * scale, torch::kFloat64);
  return -torch::linalg_solve(hessian + torch::diag(damping), gradient.unsqueeze(1)).squeeze(1);
}

}  // namespace

AffineScaling fit_affine_scaling(const Predictive& predictive, const torch::Tensor& labels,
                                 const torch::Tensor& penalty) {
  require_labels(labels, predictive);
  const std::int64_t classes = predictive.classes();
  if (!penalty.defined() || penalty.sizes() != torch::IntArrayRef({classes, classes + 1}) ||
      penalty.scalar_type() != torch::kFloat64 || !penalty.ge(0).all().item<bool>()) {
    throw Error("the penalties are not float64 numbers >= 0 of shape [classes, classes + 1]",
                "fit_affine_scaling", "give one for each weight and intercept");
  }
  const AffineObjective objective(predictive, labels, penalty.contiguous());
  auto map = identity_map(classes);
  double value = objective.value(map);
  for (int step = 0; step < kMostSteps; ++step) {
    const auto gradient = objective.gradient(map);
    if (gradient.numel() == 0 || gradient.abs().max().item<double>() <= kLargestSlope) break;
    const auto direction = newton_step(gradient, objective.hessian(map));
    const double slope = gradient.dot(direction).item<double>();
    double length = 1.0;
    bool lower = false;
    for (int halving = 0; halving < kMostHalvings && !lower; ++halving, length /= 2.0) {
      const auto candidate = objective.moved(map, length * direction);
      const double candidate_value = objective.value(candidate);
      lower = candidate_value <= value + kSufficientDecrease * length * slope && candidate_value < value;
      if (lower) {
        map = candidate;
        value = candidate_value;
      }
    }
    if (!lower) break;  // as low as doubles can tell
  }
  return {map.narrow(1, 0, classes).contiguous(), map.select(1, classes).contiguous()};
}

Predictive with_affine_scaling(const Predictive& predictive, const AffineScaling& scaling) {
  const auto scaled = finite_log_probabilities(predictive).matmul(scaling.weight.t()) + scaling.intercept;
  return Predictive(scaled.log_softmax(/*dim=*/1).unsqueeze(/*dim=*/0));
}

std::string range_of(const torch::Tensor& values) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f to %.3f", values.min().item<double>(), values.max().item<double>());
  return text;
}

}  // namespace bayes
