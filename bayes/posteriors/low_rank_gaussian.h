#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/posteriors/joint_posterior.h"

namespace bayes {

/// A Gaussian over all n weights of a tensor with covariance diag(softplus(rho)^2) + F F^T, F of `rank`
/// columns: mean field, and `rank` directions in which the weights move together.
///
/// Parameters `mu`, `rho`, and `factor` [n, rank], which starts as small noise: a tenth of `initial_sigma` in
/// each entry, so that standard deviations start 0.5 % of `rank` above it. A draw is mu + softplus(rho) * e +
/// F f with e ~ N(0, 1)^n and f ~ N(0, 1)^rank. The entropy is by the matrix determinant lemma:
///   n log(2 pi e) / 2 + sum log softplus(rho) + log det(I + F^T diag(softplus(rho)^-2) F) / 2.
/// The weights are not independent: estimators other than weight sampling are refused.
/// Throws `Error` where rank < 1. Source: Ong et al. 2018, "Gaussian variational approximation with a factor
/// covariance structure".
class LowRankGaussianImpl : public JointPosterior, public torch::nn::Cloneable<LowRankGaussianImpl> {
 public:
  LowRankGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma, std::int64_t rank,
                      const std::shared_ptr<const Prior>& prior);
  void reset() override;
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  bool is_factorised() const override { return false; }
  torch::Tensor entropy() const override;
  void prune(const torch::Tensor& mask) override;

  std::int64_t rank;
  torch::Tensor rho;
  torch::Tensor factor;  // [n, rank]

 protected:
  std::int64_t noise_count() const override { return count() + rank; }
  torch::Tensor deviation(const torch::Tensor& noise) const override;
  torch::Tensor marginal_sd() const override;
  bool has_gaussian_marginals() const override { return true; }
};
TORCH_MODULE(LowRankGaussian);

}  // namespace bayes
