#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// What the posteriors beside `MeanFieldGaussian` share: the weight is mu plus a deviation that is a function
/// of normal noise, and the KL is
///     E_q(-log p(weight)) - entropy(q).
/// The first part is in closed form where the prior has one for what the posterior is: Gaussian marginals, or
/// any marginals where log p is quadratic in the weight. Else it is estimated on the weight drawn. The
/// entropy is always in closed form.
///
/// Parameters `mu` and `rho`, child `prior` (a copy of the one given); more in the classes below, which
/// register all of them. Throws `Error` where initial_sigma is not positive or the prior is improper.
class JointPosterior : public WeightPosterior {
 public:
  torch::Tensor draw() const override;
  torch::Tensor perturbation() const override;
  torch::Tensor mean() const override;
  torch::Tensor sd() const override;
  torch::Tensor variance() const override;
  void collect_kl() const override;
  torch::Tensor kl() const override;
  std::vector<WeightMoments> moments() const override;

  /// Entropy in nats, of all weights together; 0-dimensional, differentiable.
  virtual torch::Tensor entropy() const = 0;

  std::vector<std::int64_t> sizes;
  double initial_sigma;
  std::shared_ptr<Prior> prior;
  torch::Tensor mu;

 protected:
  JointPosterior(const std::string& where, std::vector<std::int64_t> sizes, double initial_sigma,
                 const std::shared_ptr<const Prior>& prior);

  /// How many normal values a draw takes.
  virtual std::int64_t noise_count() const = 0;
  /// The weight less mu, made of noise [noise_count]; of the weight's sizes, differentiable.
  virtual torch::Tensor deviation(const torch::Tensor& noise) const = 0;
  /// Standard deviation of each weight by itself.
  virtual torch::Tensor marginal_sd() const = 0;
  /// Whether each weight by itself is Gaussian.
  virtual bool has_gaussian_marginals() const = 0;

  std::int64_t count() const { return mu.numel(); }

 private:
  torch::Tensor fresh_deviation() const;
  torch::Tensor kl_of(const torch::Tensor& deviation) const;
  torch::Tensor noise() const;
  const WeightPosterior* owner() const { return this; }
};

}  // namespace bayes
