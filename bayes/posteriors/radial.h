#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/joint_posterior.h"
#include "bayes/posteriors/posterior.h"

namespace bayes {

/// The radial posterior of n weights: mu + sigma * (e / |e|) * r with e ~ N(0, 1)^n and r ~ N(0, 1), so that
/// a draw's distance from mu, in units of sigma, is most often small, and not close to sqrt(n) as a
/// Gaussian's is.
///
/// sigma = softplus(rho) sqrt(n): softplus(rho) is the standard deviation of each weight, as in
/// `MeanFieldGaussian`, and starts at `initial_sigma` (the paper's own sigma is larger by sqrt(n)). Weights
/// of a tensor share r and are not independent, and each by itself is not Gaussian: estimators other than
/// weight sampling are refused. The entropy is exact, constant included:
///   sum log sigma + log S(n) - log 2 + log(2 pi e) / 2 - (n - 1) (gamma + log 2) / 2,
/// with S(n) = 2 pi^(n / 2) / Gamma(n / 2), the surface of the unit sphere, gamma Euler's constant, and
/// E log |r| = -(gamma + log 2) / 2.
/// `prune` leaves the radial posterior of the kept weights: their n, their directions, each with its standard
/// deviation as before. Source: Farquhar et al. 2020, "Radial Bayesian neural networks", section 3.
class RadialPosteriorImpl : public Cloneable<RadialPosteriorImpl, JointPosterior> {
 public:
  RadialPosteriorImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                      const std::shared_ptr<const Prior>& prior);
  void reset() override;
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  bool is_factorised() const override { return false; }
  torch::Tensor entropy() const override;
  void prune(const torch::Tensor& mask) override;

  torch::Tensor rho;

 protected:
  std::int64_t noise_count() const override { return count() + 1; }
  torch::Tensor deviation(const torch::Tensor& noise) const override;
  torch::Tensor marginal_sd() const override { return torch::softplus(rho); }
  bool has_gaussian_marginals() const override { return false; }
};
TORCH_MODULE(RadialPosterior);

/// The kind `radial`.
PosteriorKind radial_posterior();

}  // namespace bayes
