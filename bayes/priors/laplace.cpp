#include "bayes/priors/laplace.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/noise.h"

namespace bayes {

LaplacePriorImpl::LaplacePriorImpl(const LaplacePriorOptions& options) : options(options) {
  if (!(options.scale > 0.0) || !std::isfinite(options.scale) || !std::isfinite(options.mean)) {
    throw Error("the Laplace prior has mean " + std::to_string(options.mean) + " and scale " +
                    std::to_string(options.scale),
                "LaplacePrior", "choose a finite mean and a scale > 0");
  }
  reset();
}

void LaplacePriorImpl::reset() {
  mean = register_buffer("mean", torch::tensor(options.mean, torch::kFloat64));
  scale = register_buffer("scale", torch::tensor(options.scale, torch::kFloat64));
}

void LaplacePriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::LaplacePrior(mean=" << mean.item<double>() << ", scale=" << scale.item<double>() << ")";
}

torch::Tensor LaplacePriorImpl::log_density(const torch::Tensor& weight) const {
  const double count = static_cast<double>(weight.numel());
  return -(weight - mean).abs().sum() / scale - (2.0 * scale).log() * count;
}

torch::Tensor LaplacePriorImpl::draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const {
  // Half the square of the length of a plane's normal vector is exponential; a third normal gives the sign.
  const auto x = weight_normal(nullptr, sizes, options), y = weight_normal(nullptr, sizes, options);
  const auto distance = 0.5 * (x.square() + y.square());
  return mean + scale * distance * weight_normal(nullptr, sizes, options).sign();
}

std::optional<torch::Tensor> LaplacePriorImpl::kl_from_gaussian(const torch::Tensor& posterior_mean,
                                                                const torch::Tensor& sd) const {
  const double count = static_cast<double>(posterior_mean.numel());
  const auto offset = posterior_mean - mean;
  const auto ratio = offset / sd;
  const auto distance =
      sd * std::sqrt(2.0 / M_PI) * (-0.5 * ratio.square()).exp() + offset * (ratio / std::sqrt(2.0)).erf();
  const double entropy = 0.5 * std::log(2.0 * M_PI) + 0.5;  // of N(0, 1), nats
  return distance.sum() / scale - sd.log().sum() + ((2.0 * scale).log() - entropy) * count;
}

}  // namespace bayes
