#include "bayes/posteriors/radial.h"

#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "bayes/posteriors/kept_weights.h"
#include "bayes/posteriors/mean_field_gaussian.h"

namespace bayes {

RadialPosteriorImpl::RadialPosteriorImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                                         const std::shared_ptr<const Prior>& prior)
    : Cloneable("RadialPosterior", std::move(sizes), initial_sigma, prior) {
  reset();
}

void RadialPosteriorImpl::reset() {
  mu = register_parameter("mu", torch::zeros(sizes));
  rho = register_parameter("rho", torch::full(sizes, inverse_softplus(initial_sigma)));
  prior = register_module("prior", prior->copy());
}

void RadialPosteriorImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  mu.uniform_(-bound, bound);
  rho.fill_(inverse_softplus(initial_sigma));
}

void RadialPosteriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::RadialPosterior(" << torch::IntArrayRef(sizes) << ", initial_sigma=" << initial_sigma
         << ")";
}

torch::Tensor RadialPosteriorImpl::deviation(const torch::Tensor& noise) const {
  const auto sd = marginal_sd();
  const KeptWeights kept(mu, sd);
  if (kept.count() == 0) return torch::zeros_like(mu);
  const auto direction = noise.narrow(0, 0, count()).view(sizes) * kept.mask();
  const auto distance = noise[count()];
  return sd * (direction * (std::sqrt(static_cast<double>(kept.count())) * distance / direction.norm()));
}

torch::Tensor RadialPosteriorImpl::entropy() const {
  using namespace boost::math::double_constants;
  const auto sd = marginal_sd();
  const KeptWeights kept(mu, sd);
  const double n = static_cast<double>(kept.count());
  const double log_surface = std::log(2.0) + 0.5 * n * std::log(pi) - std::lgamma(0.5 * n);
  const double of_distance = -std::log(2.0) + 0.5 * std::log(2.0 * pi * e);
  const double mean_log_distance = -0.5 * (euler + std::log(2.0));
  const double constant = log_surface + of_distance + (n - 1.0) * mean_log_distance + 0.5 * n * std::log(n);
  return kept.of(sd).log().sum() + constant;
}

void RadialPosteriorImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  mu.masked_fill_(mask, 0.0);
  rho.masked_fill_(mask, -std::numeric_limits<double>::infinity());
}

PosteriorKind radial_posterior() {
  return {"radial",
          "Radial",
          "A random direction times a random length: close to the mean in any dimension.",
          "Farquhar et al. 2020, section 3",
          {},
          [](const auto& options, const auto& sizes, const auto& prior) {
            return RadialPosterior(sizes, options.initial_sigma, prior);
          },
          saved_mu};
}

}  // namespace bayes
