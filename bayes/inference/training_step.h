#pragma once

#include <torch/types.h>

#include <cstdint>

#include "bayes/core/draw.h"
#include "bayes/inference/training.h"

namespace bayes {

/// What a step of training takes beside the batch.
struct StepSettings {
  Draw::Key key;
  double complexity_factor = 0.0;  ///< on KL + -log prior, in nats: temperature / N
  double learning_rate = 0.0;
  double free_nats = 0.0;  ///< no tensor's KL counts for less than that many nats per weight
};

/// What a step found on its batch, before the update.
struct StepResult {
  double nll_sum = 0.0;            ///< nats, summed over the batch; of several draws the mean, as the others
  double cross_entropy_sum = 0.0;  ///< nats: as the objective has it, with the labels smoothed
  double correct = 0.0;            ///< images
};

/// One step of training: the gradient of the objective on a batch, then the update of the weights. The batch
/// is split into shards, which define the arithmetic; threads only execute them.
class TrainingStep {
 public:
  virtual ~TrainingStep() = default;
  /// examples: [B] int64, places in `data`. Throws `Error` (kDiverged), before the update, naming what is not
  /// a finite number: the loss, or the first parameter whose gradient is not.
  virtual StepResult run(const LabelledImages& data, const torch::Tensor& examples,
                         const StepSettings& settings) = 0;
};

/// What the gradient of the objective, all of it and of all parameters, is multiplied by so that its norm is
/// `clip_norm` at most; 1 where it is so already. `squares` is the square of its norm. Weight decay, which is
/// the optimiser's, comes after. Throws `Error` (kDiverged) where `squares` is not finite.
/// Source: Pascanu et al. 2013, algorithm 1.
double clipping_factor(double clip_norm, double squares, const Draw::Key& key);

/// The error of a step whose `what` is not a finite number.
[[noreturn]] void throw_diverged(const std::string& what, const Draw::Key& key);

}  // namespace bayes
