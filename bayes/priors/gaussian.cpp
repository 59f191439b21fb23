#include "bayes/priors/gaussian.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/noise.h"

namespace bayes {

GaussianPriorImpl::GaussianPriorImpl(const GaussianPriorOptions& options) : options(options) {
  if (!(options.sigma > 0.0) || !std::isfinite(options.sigma) || !std::isfinite(options.mean)) {
    throw Error("the Gaussian prior has mean " + std::to_string(options.mean) + " and sigma " +
                    std::to_string(options.sigma),
                "GaussianPrior", "choose a finite mean and a sigma > 0");
  }
  reset();
}

void GaussianPriorImpl::reset() {
  mean = register_buffer("mean", torch::tensor(options.mean, torch::kFloat64));
  sigma = register_buffer("sigma", torch::tensor(options.sigma, torch::kFloat64));
}

void GaussianPriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::GaussianPrior(mean=" << mean.item<double>() << ", sigma=" << sigma.item<double>() << ")";
}

torch::Tensor GaussianPriorImpl::log_density(const torch::Tensor& weight) const {
  const double count = static_cast<double>(weight.numel());
  const auto normaliser = -(sigma.log() + 0.5 * std::log(2.0 * M_PI)) * count;
  return -0.5 * ((weight - mean) / sigma).square().sum() + normaliser;
}

torch::Tensor GaussianPriorImpl::draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const {
  return mean + sigma * weight_normal(nullptr, sizes, options);
}

std::optional<Prior::Normal> GaussianPriorImpl::as_normal(torch::IntArrayRef) const {
  return Normal{mean.item<double>(), sigma.item<double>()};
}

std::optional<torch::Tensor> GaussianPriorImpl::kl_from_gaussian(const torch::Tensor& posterior_mean,
                                                                 const torch::Tensor& sd) const {
  const double count = static_cast<double>(posterior_mean.numel());
  const auto squares = (sd.square() + (posterior_mean - mean).square()).sum();
  return squares / (2.0 * sigma.square()) - sd.log().sum() + (sigma.log() - 0.5) * count;
}

}  // namespace bayes
