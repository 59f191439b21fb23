#include "bayes/calibration/affine_objective.h"

#include "bayes/calibration/finite_log_probabilities.h"

namespace bayes {

AffineObjective::AffineObjective(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                 const torch::Tensor& penalty, const torch::Tensor& start)
    : classes_(predictive.classes()),
      free_(torch::isfinite(penalty).view(-1).nonzero().view(-1)),
      penalty_(penalty.view(-1).index_select(0, free_)),
      start_(start),
      labels_(labels.to(torch::kCPU).unsqueeze(1)) {
  const auto ones = torch::ones({predictive.examples(), 1}, torch::kFloat64);
  inputs_ = torch::cat({finite_log_probabilities(predictive), ones}, /*dim=*/1);
}

AffineObjective AffineObjective::likelihood_alone() const {
  AffineObjective alone = *this;
  alone.penalty_ = torch::zeros_like(penalty_);
  return alone;
}

double AffineObjective::value(const torch::Tensor& map) const {
  const double nll = -log_probabilities(map).gather(1, labels_).mean().item<double>();
  return nll + (penalty_ * distance(map).square()).sum().item<double>();
}

torch::Tensor AffineObjective::gradient(const torch::Tensor& map) const {
  const auto residual = log_probabilities(map).exp();
  residual.scatter_add_(1, labels_, torch::full_like(labels_, -1.0, torch::kFloat64));
  const auto whole = residual.t().matmul(inputs_).div(examples()).view(-1);
  return whole.index_select(0, free_) + 2.0 * penalty_ * distance(map);
}

// The mean over examples of (diag(p) - p p^T) times the inputs' outer product.
torch::Tensor AffineObjective::hessian(const torch::Tensor& map) const {
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

torch::Tensor AffineObjective::moved(const torch::Tensor& map, const torch::Tensor& step) const {
  return map.reshape(-1).index_add(0, free_, step).view({classes_, classes_ + 1});
}

double AffineObjective::largest_change(const torch::Tensor& step) const {
  const auto direction = moved(torch::zeros_like(start_), step);
  const auto logits = inputs_.matmul(direction.t());
  return (logits.amax(/*dim=*/1) - logits.amin(/*dim=*/1)).max().item<double>();
}

double AffineObjective::largest_curvature() const {
  return 0.25 * inputs_.square().mean(/*dim=*/0).max().item<double>();  // p (1 - p) <= 1 / 4
}

torch::Tensor AffineObjective::log_probabilities(const torch::Tensor& map) const {
  return inputs_.matmul(map.t()).log_softmax(/*dim=*/1);
}

torch::Tensor AffineObjective::distance(const torch::Tensor& map) const {
  return (map - start_).view(-1).index_select(0, free_);
}

}  // namespace bayes
