#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// A posterior whose weight is its mean plus a deviation that is a function of normal noise. Draws, gives a
/// `WeightSource` its turn and adds the KL to the `Draw` in scope; the classes below say what the mean, the
/// deviation and the KL are.
///
/// Throws `Error` where initial_sigma is not positive or the prior is improper.
class ReparameterisedPosterior : public WeightPosterior {
 public:
  torch::Tensor draw() const override;
  torch::Tensor perturbation() const override;
  torch::Tensor mean() const override;
  torch::Tensor sd() const override;
  torch::Tensor variance() const override;
  void collect_kl() const override;
  torch::Tensor kl() const override;
  std::int64_t kept_count() const override;
  std::vector<WeightMoments> moments() const override;

  std::vector<std::int64_t> sizes;
  double initial_sigma;

 protected:
  ReparameterisedPosterior(const std::string& where, std::vector<std::int64_t> sizes, double initial_sigma,
                           const std::shared_ptr<const Prior>& prior);

  /// The mean of each weight, differentiable.
  virtual torch::Tensor centre() const = 0;
  /// How many normal values a draw takes.
  virtual std::int64_t noise_count() const = 0;
  /// The weight less its mean, made of noise [noise_count]; of the weight's sizes, differentiable.
  virtual torch::Tensor deviation(const torch::Tensor& noise) const = 0;
  /// Standard deviation of each weight by itself.
  virtual torch::Tensor marginal_sd() const = 0;
  /// The KL; where it is estimated, on this deviation's weight.
  virtual torch::Tensor kl_of(const torch::Tensor& deviation) const = 0;

  std::int64_t count() const;

 private:
  torch::Tensor fresh_deviation() const;
  torch::Tensor noise() const;
  /// By which a `Draw` knows it.
  const WeightPosterior* owner() const { return this; }
};

}  // namespace bayes
