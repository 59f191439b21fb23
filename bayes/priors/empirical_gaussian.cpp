#include "bayes/priors/empirical_gaussian.h"

#include "bayes/core/error.h"

namespace bayes {

EmpiricalGaussianPriorImpl::EmpiricalGaussianPriorImpl(const EmpiricalGaussianPriorOptions&) {}

void EmpiricalGaussianPriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::EmpiricalGaussianPrior()";
}

torch::Tensor EmpiricalGaussianPriorImpl::sigma(const torch::Tensor& mean, const torch::Tensor& sd) {
  return (mean.square() + sd.square()).mean().sqrt();
}

torch::Tensor EmpiricalGaussianPriorImpl::log_density(const torch::Tensor&) const {
  throw Error("an empirical Gaussian prior has no density at points: it would grow without bound around zero",
              "EmpiricalGaussianPrior", "choose a variational method for all layers, or the prior gaussian");
}

torch::Tensor EmpiricalGaussianPriorImpl::draw(torch::IntArrayRef, const torch::TensorOptions&) const {
  throw Error("an empirical Gaussian prior cannot be drawn from: its sigma follows from a posterior",
              "EmpiricalGaussianPrior", "choose a prior that stands before the data, such as gaussian");
}

std::optional<torch::Tensor> EmpiricalGaussianPriorImpl::kl_from_gaussian(const torch::Tensor& mean,
                                                                          const torch::Tensor& sd) const {
  return sigma(mean, sd).log() * static_cast<double>(mean.numel()) - sd.log().sum();
}

std::vector<LearntScale> EmpiricalGaussianPriorImpl::learnt_scales(const torch::Tensor& mean,
                                                                   const torch::Tensor& sd) const {
  return {{"prior_sigma", sigma(mean, sd).item<double>()}};
}

}  // namespace bayes
