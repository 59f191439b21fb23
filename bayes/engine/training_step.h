#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/weight_moments.h"
#include "bayes/data/examples.h"
#include "bayes/likelihoods/likelihood.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// What a step of training takes beside the batch.
struct StepSettings {
  Draw::Key key;
  /// On KL + -log prior, in nats: warm-up / N, times the temperature where that tempers the likelihood.
  double complexity_factor = 0.0;
  double learning_rate = 0.0;
  double free_nats = 0.0;       ///< no tensor's KL counts for less than that many nats per weight
  double entropy_factor = 1.0;  ///< on the entropy within the KL: see `Tempering`
};

/// One step of training: the gradient of the objective on a batch, then the update of the weights. The batch
/// is split into shards, which define the arithmetic; threads only execute them.
class TrainingStep {
 public:
  virtual ~TrainingStep() = default;
  /// examples: [B] int64, places in `data`. Throws `Error` (kDiverged) naming what is not a finite number:
  /// before the update the loss, the first parameter whose gradient is not, or the norm of a gradient that is
  /// to be clipped; after it the first parameter whose square is not, or what the optimiser keeps beside it.
  /// A KL or -log prior that is not finite is named by its tensor, before the update or after it.
  virtual BatchLoss run(const Examples& data, const torch::Tensor& examples,
                        const StepSettings& settings) = 0;
};

/// What the gradient of the objective, all of it and of all parameters, is multiplied by so that its norm is
/// `clip_norm` at most; 1 where it is so already. `squares` is the square of its norm. Weight decay, which is
/// the optimiser's, comes after. Throws `Error` (kDiverged) where `squares` is not finite.
/// Source: Pascanu et al. 2013, algorithm 1.
double clipping_factor(double clip_norm, double squares, const Draw::Key& key);

/// The error of a step whose `what` is not a finite number.
[[noreturn]] void throw_diverged(const std::string& what, const Draw::Key& key);

/// What one weight tensor has to do with the complexity of a network.
struct TensorComplexity {
  std::string name;  ///< "conv1.weight"
  double kl = 0.0;   ///< nats: the KL, or -log prior of points; not divided by N
  std::vector<LearntScale> scales;
};

/// That of all weights as step `key` finds them, a KL without a closed form on its draw. Throws `Error`
/// (kDiverged) naming the first tensor whose KL, or -log prior, is not finite.
std::vector<TensorComplexity> finite_complexity(const torch::nn::Module& network, const Prior& point_prior,
                                                const Draw::Key& key);

/// After an update. Throws `Error` (kDiverged) naming the first parameter whose square is not finite, or the
/// first tensor of the optimiser that is not.
void require_finite(const NamedParameters& parameters, const Optimizer& optimizer, const Draw::Key& key);

}  // namespace bayes
