#include "bayes/priors/scale_mixture.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/noise.h"

namespace bayes {
namespace {

// log of share * N(weight; 0, sigma^2), element by element.
torch::Tensor log_component(const torch::Tensor& weight, const torch::Tensor& share,
                            const torch::Tensor& sigma) {
  return -0.5 * (weight / sigma).square() + (share.log() - sigma.log() - 0.5 * std::log(2.0 * M_PI));
}

}  // namespace

ScaleMixturePriorImpl::ScaleMixturePriorImpl(const ScaleMixturePriorOptions& options) : options(options) {
  const bool sigmas_ok = options.wide_sigma > 0.0 && options.narrow_sigma > 0.0 &&
                         std::isfinite(options.wide_sigma) && std::isfinite(options.narrow_sigma);
  if (!sigmas_ok || !(options.wide_share >= 0.0 && options.wide_share <= 1.0)) {
    throw Error("the scale mixture prior has share " + std::to_string(options.wide_share) + " and sigmas " +
                    std::to_string(options.wide_sigma) + ", " + std::to_string(options.narrow_sigma),
                "ScaleMixturePrior", "choose a share in [0, 1] and sigmas > 0");
  }
  reset();
}

void ScaleMixturePriorImpl::reset() {
  wide_share = register_buffer("wide_share", torch::tensor(options.wide_share, torch::kFloat64));
  wide_sigma = register_buffer("wide_sigma", torch::tensor(options.wide_sigma, torch::kFloat64));
  narrow_sigma = register_buffer("narrow_sigma", torch::tensor(options.narrow_sigma, torch::kFloat64));
}

void ScaleMixturePriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::ScaleMixturePrior(wide_share=" << wide_share.item<double>()
         << ", wide_sigma=" << wide_sigma.item<double>() << ", narrow_sigma=" << narrow_sigma.item<double>()
         << ")";
}

torch::Tensor ScaleMixturePriorImpl::log_density(const torch::Tensor& weight) const {
  const auto wide = log_component(weight, wide_share, wide_sigma);
  const auto narrow = log_component(weight, 1.0 - wide_share, narrow_sigma);
  return torch::logaddexp(wide, narrow).sum();
}

torch::Tensor ScaleMixturePriorImpl::draw(torch::IntArrayRef sizes,
                                          const torch::TensorOptions& options) const {
  // The component is chosen by a normal value below its quantile, so that one kind of weight noise is enough.
  const auto chooser = weight_normal(nullptr, sizes, options);
  const auto uniform = 0.5 * torch::erfc(-chooser / std::sqrt(2.0));
  const auto sigma = torch::where(uniform < wide_share, wide_sigma.to(options), narrow_sigma.to(options));
  return sigma * weight_normal(nullptr, sizes, options);
}

}  // namespace bayes
