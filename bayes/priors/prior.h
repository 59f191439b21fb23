#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <memory>
#include <optional>
#include <vector>

#include "bayes/core/weight_moments.h"

namespace bayes {

/// A distribution over weights before any data, independent and alike for all weights of a tensor.
///
/// Hyperparameters are buffers: saved, cloned and moved with the layer that holds the prior. The same object
/// serves MAP (its -log density is the regulariser) and variational inference.
class Prior : public torch::nn::Module {
 public:
  /// log p(weight) in nats, summed over all weights; 0-dimensional, differentiable. Throws `Error` where only
  /// a variational posterior can have this prior.
  virtual torch::Tensor log_density(const torch::Tensor& weight) const = 0;

  /// Weights drawn from the prior, from the `Draw` in scope. Throws `Error` where there is nothing to draw
  /// from, as the prior is improper or follows from a posterior.
  virtual torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const = 0;

  /// KL(N(mean, sd^2) || prior) in nats, summed over all weights; 0-dimensional, differentiable. Empty where
  /// there is no closed form; the KL is then estimated on the weights drawn.
  virtual std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                        const torch::Tensor& sd) const {
    static_cast<void>(mean);
    static_cast<void>(sd);
    return std::nullopt;
  }

  /// Mean and standard deviation, for weights of these sizes, of a prior that is Gaussian: the engine then
  /// fuses its gradient into the update. Empty for all others, which are differentiated instead.
  struct Normal {
    double mean;
    double sd;
  };
  virtual std::optional<Normal> as_normal(torch::IntArrayRef sizes) const {
    static_cast<void>(sizes);
    return std::nullopt;
  }

  /// What of the prior was learnt with weights of this posterior; empty for a fixed one.
  virtual std::vector<LearntScale> learnt_scales(const torch::Tensor& mean, const torch::Tensor& sd) const {
    static_cast<void>(mean);
    static_cast<void>(sd);
    return {};
  }

  /// Whether log p is quadratic in the weight, so that its mean over any distribution follows from the
  /// weight's mean and variance alone.
  virtual bool is_quadratic() const { return false; }

  /// Whether the KL from it is that of the weights alone, and so E_q(-log p) - entropy(q) of them. False
  /// where scales have a posterior of their own, whose KL is part of it.
  virtual bool is_of_weights_alone() const { return true; }

  /// False for an improper prior, which has no KL.
  virtual bool is_proper() const { return true; }

  /// A copy that shares nothing.
  std::shared_ptr<Prior> copy() const { return std::dynamic_pointer_cast<Prior>(clone()); }

  /// A copy that a posterior over weights of these sizes holds. Another object than `copy` only where a prior
  /// keeps parameters of its own for each weight.
  virtual std::shared_ptr<Prior> copy_for(torch::IntArrayRef sizes) const {
    static_cast<void>(sizes);
    return copy();
  }

  /// The prior of some of a tensor's weights alone, in a flat tensor: those where `kept` (bool, of the
  /// tensor's sizes) is true. Shares what it needs with this one, differentiably. Another object only where
  /// the weights of a tensor, or the tensor's sizes, make a difference.
  virtual std::shared_ptr<const Prior> for_kept(const torch::Tensor& kept) const {
    static_cast<void>(kept);
    return std::dynamic_pointer_cast<const Prior>(shared_from_this());
  }
};

}  // namespace bayes
