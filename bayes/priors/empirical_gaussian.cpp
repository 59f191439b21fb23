#include "bayes/priors/empirical_gaussian.h"

#include <cmath>
#include <string>

#include "bayes/core/error.h"

namespace bayes {

EmpiricalGaussianPriorImpl::EmpiricalGaussianPriorImpl(const EmpiricalGaussianPriorOptions& options,
                                                       bool has_sigma)
    : options(options), has_sigma(has_sigma) {
  if (!(options.initial_sigma > 0.0) || !std::isfinite(options.initial_sigma)) {
    throw Error("the empirical Gaussian prior has initial sigma " + std::to_string(options.initial_sigma),
                "EmpiricalGaussianPrior", "choose a number > 0");
  }
  reset();
}

void EmpiricalGaussianPriorImpl::reset() {
  if (!has_sigma || options.fit != EmpiricalFit::kGradient) return;
  log_sigma = register_parameter("log_sigma", torch::full({1}, std::log(options.initial_sigma)));
}

std::shared_ptr<Prior> EmpiricalGaussianPriorImpl::copy_for(torch::IntArrayRef) const {
  return std::make_shared<EmpiricalGaussianPriorImpl>(options, /*has_sigma=*/true);
}

void EmpiricalGaussianPriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::EmpiricalGaussianPrior(";
  if (options.fit == EmpiricalFit::kGradient)
    stream << "fit=gradient, initial_sigma=" << options.initial_sigma;
  stream << ")";
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
  const double count = static_cast<double>(mean.numel());
  if (options.fit == EmpiricalFit::kClosedForm) return sigma(mean, sd).log() * count - sd.log().sum();
  if (!log_sigma.defined()) {
    throw Error("the empirical Gaussian prior has no sigma to train", "EmpiricalGaussianPrior",
                "use what copy_for gives");
  }
  const auto log = log_sigma.squeeze(0);
  const auto squares = (mean.square() + sd.square()).sum();
  return 0.5 * squares * (-2.0 * log).exp() - sd.log().sum() + (log - 0.5) * count;
}

std::vector<LearntScale> EmpiricalGaussianPriorImpl::learnt_scales(const torch::Tensor& mean,
                                                                   const torch::Tensor& sd) const {
  const auto learnt = log_sigma.defined() ? log_sigma.exp() : sigma(mean, sd);
  return {{"prior_sigma", learnt.item<double>()}};
}

}  // namespace bayes
