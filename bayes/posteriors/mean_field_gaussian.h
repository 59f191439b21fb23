#pragma once

#include <torch/nn/pimpl.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/kept_weights.h"
#include "bayes/posteriors/posterior.h"
#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Independent Gaussians, one a weight: N(mu, sigma^2) with sigma = softplus(rho) = log(1 + exp(rho)).
///
/// Parameters `mu` and `rho`, child `prior` (a copy of the one given). mu starts at 0 and rho at the value
/// that gives `initial_sigma`; the layer sets mu as LibTorch would set the weight. Throws `Error` where
/// initial_sigma is not positive or the prior is improper (its KL would not exist). Source: Blundell et al.
/// 2015, section 3.2.
class MeanFieldGaussianImpl : public Cloneable<MeanFieldGaussianImpl, WeightPosterior> {
 public:
  MeanFieldGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                        const std::shared_ptr<const Prior>& prior);
  void reset() override;
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  std::optional<MeanFieldParameters> mean_field() const override { return MeanFieldParameters{mu, rho}; }
  bool is_factorised() const override { return true; }
  torch::Tensor draw() const override;
  torch::Tensor perturbation() const override;
  torch::Tensor mean() const override;
  torch::Tensor sd() const override;
  torch::Tensor variance() const override;
  void collect_kl() const override;
  torch::Tensor kl() const override;
  bool has_closed_kl() const override;
  torch::Tensor entropy() const override;
  std::int64_t kept_count() const override;
  void prune(const torch::Tensor& mask) override;
  std::vector<WeightMoments> moments() const override;

  std::vector<std::int64_t> sizes;
  double initial_sigma;
  torch::Tensor mu;
  torch::Tensor rho;

 private:
  torch::Tensor sigma() const { return torch::softplus(rho); }
  torch::Tensor fresh_perturbation() const;
  torch::Tensor kl_of(const torch::Tensor& sigma, const KeptWeights& kept,
                      const std::function<torch::Tensor()>& noise) const;
  bool serves_prediction() const;
  /// By which a `Draw` knows it.
  const WeightPosterior* owner() const { return this; }
};
TORCH_MODULE(MeanFieldGaussian);

/// The kind `mean_field`.
PosteriorKind mean_field_posterior();

/// rho such that softplus(rho) = sigma; sigma > 0.
double inverse_softplus(double sigma);

}  // namespace bayes
