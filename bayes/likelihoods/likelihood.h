#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// What an epoch shows beside the negative log likelihood: the mean over examples of a score, or its root.
struct EpochFigure {
  std::string key;       ///< "accuracy"
  bool is_root = false;  ///< of the mean, as in a root mean square error

  /// What a sum of scores over so many examples comes to.
  double of(double sum, double examples) const;
};

/// What a batch adds to the objective, summed over its examples.
struct BatchLoss {
  double nll = 0.0;    ///< nats, of the targets as they are
  double loss = 0.0;   ///< nats: what is minimised
  double score = 0.0;  ///< of the epoch's figure
};

/// How targets arise from the outputs of a network: p(target | outputs). Only the likelihood, and the
/// `Predictive` that it makes, know what a target is.
///
/// A likelihood writes `nll`, `scores`, `figure` and `predictive`; the rest follows by autograd. It overrides
/// `loss_gradient` where a kernel is faster, and `loss` where training minimises something else. Re-entrant.
class Likelihood : public torch::nn::Module {
 public:
  /// K, the width of a network's head: its outputs are [N, K].
  virtual std::int64_t outputs() const = 0;
  /// Numbers that it needs beside, the same for all examples, as they are before training: E of them, learnt
  /// with the weights, as points without a prior. They are appended to the outputs of every example (see
  /// `with_learnt`): all functions below take outputs [N, K + E].
  virtual std::vector<double> learnt() const { return {}; }
  /// Throws `Error` unless `targets` are valid for this likelihood and for so many examples. Called before
  /// training.
  virtual void require_targets(const torch::Tensor& targets, std::int64_t examples) const = 0;

  /// -log p(target | outputs) of each example, nats: [N], differentiable.
  virtual torch::Tensor nll(const torch::Tensor& outputs, const torch::Tensor& targets) const = 0;
  /// What training minimises the mean of: [N], nats, differentiable. `nll` is that of the same arguments.
  virtual torch::Tensor loss(const torch::Tensor& /*outputs*/, const torch::Tensor& /*targets*/,
                             const torch::Tensor& nll) const {
    return nll;
  }
  /// The score that `figure` averages, of one draw: [N], float64.
  virtual torch::Tensor scores(const torch::Tensor& outputs, const torch::Tensor& targets) const = 0;
  virtual EpochFigure figure() const = 0;

  /// The sums over a batch, and `scale` times the gradient of the summed loss by the outputs, into
  /// `gradient`, which has their strides and holds nothing of use where the sums are not finite.
  virtual BatchLoss loss_gradient(const torch::Tensor& outputs, const torch::Tensor& targets, double scale,
                                  torch::Tensor& gradient) const;

  /// What the outputs of one draw become before draws are put together: log probabilities, say.
  virtual torch::Tensor distribution(const torch::Tensor& outputs) const { return outputs; }
  /// Of what `distribution` gave, of all draws: [S, N, …].
  virtual std::unique_ptr<Predictive> predictive(const torch::Tensor& distributions) const = 0;
};

}  // namespace bayes
