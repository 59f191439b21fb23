#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/state.h"
#include "bayes/core/weight_moments.h"
#include "bayes/layers/families/network.h"
#include "bayes/likelihoods/likelihood.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/priors/prior.h"
#include "bayes/training/training.h"

namespace bayes {

/// The probabilistic model of which a method approximates the posterior.
struct Problem {
  Architecture architecture;
  std::shared_ptr<const Prior> prior;
  std::shared_ptr<const Likelihood> likelihood;  ///< never null
  std::uint64_t seed = 0;  ///< initial weights, order of the data, and all draws follow from it
};

/// An approximation of the posterior over the weights of a network. Everything downstream sees its logits
/// under each draw and its weight moments, nothing else.
class InferenceMethod {
 public:
  virtual ~InferenceMethod() = default;

  /// Fits to the data, from the start or from what `restore_training` gave. False where the observer stopped
  /// it.
  virtual bool fit(const Training& training) = 0;

  /// Whether training draws noise, so that the gradient of a step is an estimate.
  virtual bool is_random() const = 0;
  /// Whether a fit that has ended can go on for more epochs: what is saved of it holds all that takes.
  virtual bool can_go_on() const { return true; }
  /// How many draws prediction takes where `wanted` were asked for: 1 for a point, the members of an
  /// ensemble.
  virtual std::int64_t draws(std::int64_t wanted) const = 0;
  /// Outputs [N, K + E] of inputs [N, …] under draw `key.sample`, as the likelihood takes them; see
  /// `SampleLogits`.
  /// Re-entrant.
  virtual torch::Tensor sample_logits(const torch::Tensor& inputs, const Draw::Key& key,
                                      const torch::Tensor& examples) const = 0;
  virtual std::vector<WeightMoments> weight_moments() const = 0;

  /// Everything a resumed fit needs, valid inside the observer's calls; and the way back, before `fit`.
  virtual State training_state() const = 0;
  virtual void restore_training(const State& state) = 0;
  /// The fitted parameters, priors included; and the way back.
  virtual State save() const = 0;
  virtual void load(const State& state) = 0;

  /// The moments of each network by itself: one entry, or one a member of an ensemble.
  virtual std::vector<std::vector<WeightMoments>> moments_by_network() const = 0;
  /// A copy without the weights where `masks` is true: a boolean tensor for each of `moments_by_network`.
  virtual std::unique_ptr<InferenceMethod> pruned(
      const std::vector<std::vector<torch::Tensor>>& masks) const = 0;
};

}  // namespace bayes
