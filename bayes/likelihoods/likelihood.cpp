#include "bayes/likelihoods/likelihood.h"

#include <ATen/core/grad_mode.h>
#include <torch/autograd.h>
#include <torch/utils.h>

#include <cmath>

namespace bayes {

double EpochFigure::of(double sum, double examples) const {
  const double mean = sum / examples;
  return is_root ? std::sqrt(mean) : mean;
}

BatchLoss Likelihood::loss_gradient(const torch::Tensor& outputs, const torch::Tensor& targets, double scale,
                                    torch::Tensor& gradient) const {
  const auto leaf = outputs.detach().requires_grad_(true);
  const at::AutoGradMode with_gradients(true);
  const auto nll = this->nll(leaf, targets);
  const auto loss = this->loss(leaf, targets, nll).sum();
  const BatchLoss sums{nll.sum().item<double>(), loss.item<double>(),
                       scores(leaf.detach(), targets).sum().item<double>()};
  if (!std::isfinite(sums.nll) || !std::isfinite(sums.loss)) return sums;
  const auto found = torch::autograd::grad({loss}, {leaf})[0];
  const torch::NoGradGuard no_grad;
  at::mul_out(gradient, found, torch::scalar_tensor(scale, found.options()));
  return sums;
}

}  // namespace bayes
