#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bayes/core/weight_moments.h"
#include "bayes/priors/prior.h"
#include "bayes/priors/weight_noise.h"

namespace bayes {

class WeightPosterior;

/// A module whose weights are random: what the walk over a network looks for.
class RandomWeights : public torch::nn::Module {
 public:
  /// Mean and standard deviation of each random weight tensor, named as a plain layer would name it, relative
  /// to this module ("" for the module itself). KL as far as the module knows its prior, else 0.
  virtual std::vector<WeightMoments> moments() const = 0;
  /// Those of its parameters that are weights, with a prior, moments and a place in pruning: one for each of
  /// `moments` where no posterior holds them. The others are trained as points without a prior.
  virtual std::vector<torch::Tensor> weights() const { return parameters(); }
  /// What each of `weights()` is multiplied by where it acts, in their order, where no posterior holds them;
  /// empty where nothing is.
  virtual std::vector<WeightNoise> acting_noise() const { return {}; }
  /// The module itself where it is a posterior, which knows its prior and its KL; else nullptr.
  virtual WeightPosterior* posterior() { return nullptr; }
};

/// The parameters of weights that are independently N(mu, softplus(rho)^2), both of the weight's sizes.
struct MeanFieldParameters {
  torch::Tensor mu;
  torch::Tensor rho;
};

/// A distribution over one weight tensor, a submodule of the layer that uses it.
///
/// A layer asks for a draw of the weight, or for its mean and standard deviation and draws its outputs
/// itself. Either way the KL from the prior goes to the `Draw` in scope: nats, summed over weights, once per
/// scope. Child `prior`, a copy of the one given, which the classes below register.
class WeightPosterior : public RandomWeights {
 public:
  WeightPosterior* posterior() final { return this; }
  /// Where these and the prior's are all its parameters, so that a fused step may draw and update them; empty
  /// where the weights are anything else.
  virtual std::optional<MeanFieldParameters> mean_field() const { return std::nullopt; }
  /// Starts anew: means uniform in [-bound, bound], as LibTorch starts a weight, deviations as when made.
  virtual void reset_parameters(double bound) = 0;
  /// Whether the weights are independent and Gaussian, so that sums of them are known by `mean` and
  /// `variance`: what local reparameterisation and Flipout need.
  virtual bool is_factorised() const = 0;
  /// The weight, drawn; its mean under a `PosteriorMeanGuard`.
  virtual torch::Tensor draw() const = 0;
  /// A draw less the mean (Flipout flips its signs). Zero under a `PosteriorMeanGuard`.
  virtual torch::Tensor perturbation() const = 0;
  /// Mean and standard deviation of each weight, differentiable.
  virtual torch::Tensor mean() const = 0;
  virtual torch::Tensor sd() const = 0;
  /// sd^2.
  virtual torch::Tensor variance() const = 0;
  /// Adds the KL to the `Draw` in scope, for a layer that draws outputs instead of weights.
  virtual void collect_kl() const = 0;
  /// KL(posterior || prior), nats, summed over weights: in closed form, else estimated on one draw. Of the
  /// kept weights alone, see `KeptWeights`.
  virtual torch::Tensor kl() const = 0;
  /// Whether `kl` is in closed form, and so the same for every draw.
  virtual bool has_closed_kl() const = 0;
  /// Entropy of the posterior in nats, of all kept weights together, as `kl` has it; 0-dimensional,
  /// differentiable. KL + entropy is E_q(-log prior), up to what does not depend on the posterior.
  virtual torch::Tensor entropy() const = 0;
  /// How many weights `kl` is of: the kept ones.
  virtual std::int64_t kept_count() const = 0;
  /// Removes weights for good: where `mask` is true the weight is exactly 0 with standard deviation exactly
  /// 0.
  virtual void prune(const torch::Tensor& mask) = 0;

  std::shared_ptr<Prior> prior;
};

/// Throws `Error` where initial_sigma is not a positive normal number of single precision or there is no
/// proper prior: the KL would not exist.
void require_posterior(const std::string& where, double initial_sigma, const Prior* prior);

}  // namespace bayes
