#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/joint_posterior.h"
#include "bayes/posteriors/posterior.h"

namespace bayes {

/// A Gaussian over all n weights of a tensor with covariance S (I + F F^T) S, S = diag(softplus(rho)) and F
/// of `rank` columns: mean field, and `rank` directions in which the weights move together.
///
/// Parameters `mu`, `rho`, and `factor` F [n, rank], which starts as noise of 0.1, so that standard
/// deviations start 0.5 % of `rank` above `initial_sigma`. F counts in units of the weights' own deviations:
/// optimisers whose steps have a size of their own, as Adam's, would else drown small deviations in it. A
/// draw is mu + S (e + F f) with e ~ N(0, 1)^n and f ~ N(0, 1)^rank. The entropy is by the matrix determinant
/// lemma:
///   n log(2 pi e) / 2 + sum log softplus(rho) + log det(I + F^T F) / 2.
/// The weights are not independent: estimators other than weight sampling are refused.
/// Throws `Error` where rank < 1. Source: Ong et al. 2018, "Gaussian variational approximation with a factor
/// covariance structure", whose factor is S F here.
class LowRankGaussianImpl : public Cloneable<LowRankGaussianImpl, JointPosterior> {
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

/// The kind `low_rank`, which takes `rank`.
PosteriorKind low_rank_posterior();

}  // namespace bayes
