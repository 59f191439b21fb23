#include "bayes/posteriors/joint_posterior.h"

#include <cmath>

#include "bayes/posteriors/kept_weights.h"

namespace bayes {

bool JointPosterior::has_closed_kl() const {
  const torch::NoGradGuard no_grad;
  return (has_gaussian_marginals() || prior->is_quadratic()) && prior->kl_from_gaussian(mu, marginal_sd());
}

torch::Tensor JointPosterior::kl_of(const torch::Tensor& deviation) const {
  const auto sd = marginal_sd();
  const KeptWeights kept(mu, sd);
  if (kept.count() == 0) return torch::zeros({}, mu.options().requires_grad(false));
  const auto of_kept = kept.of(prior);
  if (has_gaussian_marginals() || prior->is_quadratic()) {
    // The closed form less the entropy that Gaussians of these deviations would have leaves E(-log p).
    if (const auto closed = of_kept->kl_from_gaussian(kept.of(mu), kept.of(sd))) {
      const double of_unit = 0.5 * std::log(2.0 * M_PI) + 0.5;
      return *closed + (kept.of(sd).log().sum() + of_unit * static_cast<double>(kept.count()) - entropy());
    }
  }
  return -of_kept->log_density(kept.of(mu + deviation)) - entropy();
}

}  // namespace bayes
