#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/posterior.h"
#include "bayes/posteriors/reparameterised_posterior.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

/// A matrix of points times random factors of its rows and columns: W[i, j] = P[i, j] r[i] s[j], with
/// independent r[i] ~ N(m, sigma^2) and s[j] likewise, one for each output and input channel. A weight
/// [out, in, places…] takes 2 (out + in) numbers beside P; factors are the same at all places of a kernel. A
/// weight of fewer than two dimensions (a bias) has factors of its rows alone.
///
/// Parameters `point` P, as the weight; `row_mean`, `row_rho` [out]; `column_mean`, `column_rho` [in];
/// children `prior` and `factor_prior`. Means start at 1 (random signs would only change those of P) and
/// deviations so that that of a weight is `initial_sigma` of |P|: relative, unlike in other posteriors. Mean
/// and standard deviation of a weight are, with r and s short for r[i] and s[j],
///   P E r E s   and   |P| sqrt((E r)^2 Var s + (E s)^2 Var r + Var r Var s).
///
/// All weights of a row and column pair have the same signal-to-noise, be P large or small: unlike that of
/// other posteriors it does not tell which of a tensor's weights matter, and pruning by it costs much.
///
/// What is random are the factors, and only they have a KL:
///   KL(q(r) || N(1, factor_sigma^2)) + KL(q(s) || N(1, factor_sigma^2)) + log prior(0) - log prior(P),
/// the last two terms being what every weight that is a point adds to the objective (MAP; weight decay in the
/// paper), counted from 0 so that free bits find no constant in it. It is of the kept weights, and of factors
/// that have kept weights. The weights are neither independent nor Gaussian: estimators other than weight
/// sampling are refused.
///
/// Throws `Error` where factor_sigma is not positive, or the prior has no density at points. Source:
/// Dusenberry et al. 2020, "Efficient and scalable Bayesian neural nets with rank-1 factors", with one
/// component of their mixtures.
class RankOnePosteriorImpl : public Cloneable<RankOnePosteriorImpl, ReparameterisedPosterior> {
 public:
  RankOnePosteriorImpl(std::vector<std::int64_t> sizes, double initial_sigma, double factor_sigma,
                       const std::shared_ptr<const Prior>& prior);
  void reset() override;
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  bool is_factorised() const override { return false; }
  bool has_closed_kl() const override { return true; }
  /// Of the factors: the points have none.
  torch::Tensor entropy() const override;
  void prune(const torch::Tensor& mask) override;

  double factor_sigma;
  GaussianPrior factor_prior{nullptr};
  torch::Tensor point;
  torch::Tensor row_mean, row_rho;
  torch::Tensor column_mean, column_rho;  // undefined for a weight of fewer than two dimensions
  torch::Tensor kept;                     // as the weight; 0 where it was removed, else 1

 protected:
  torch::Tensor centre() const override;
  std::int64_t noise_count() const override;
  torch::Tensor deviation(const torch::Tensor& noise) const override;
  torch::Tensor marginal_sd() const override;
  torch::Tensor kl_of(const torch::Tensor& deviation) const override;

 private:
  bool has_columns() const { return sizes.size() > 1; }
  torch::Tensor along(std::int64_t dimension, const torch::Tensor& factors) const;
  torch::Tensor used_factors(std::int64_t dimension) const;
  torch::Tensor kl_of_factors(std::int64_t dimension, const torch::Tensor& mean,
                              const torch::Tensor& rho) const;
  torch::Tensor entropy_of_factors(std::int64_t dimension, const torch::Tensor& rho) const;
};
TORCH_MODULE(RankOnePosterior);

/// The kind `rank_one`, which takes `factor_sigma`.
PosteriorKind rank_one_posterior();

}  // namespace bayes
