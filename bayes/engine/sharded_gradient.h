#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/draw.h"
#include "bayes/engine/sharding.h"
#include "bayes/layers/families/network.h"
#include "bayes/likelihoods/likelihood.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/priors/prior.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// One batch and the place of its examples in the data set.
struct Batch {
  torch::Tensor inputs;    ///< [B, …]
  torch::Tensor targets;   ///< [B, …], as the likelihood takes them
  torch::Tensor examples;  ///< [B], int64
};

/// The objective and its gradient on one batch.
struct BatchGradient {
  double loss = 0.0;                     ///< nats per datum
  BatchLoss sums;                        ///< over the batch; of several draws the mean
  double kl = 0.0;                       ///< nats, not divided by N
  std::vector<torch::Tensor> gradients;  ///< one for each parameter, of the loss
  BufferChanges::List buffer_changes;    ///< of one shard, carried out when all are done
};

/// The objective besides the likelihood.
struct Objective {
  Objective(double complexity_factor, double free_nats = 0.0, double entropy_factor = 1.0)
      : complexity_factor(complexity_factor), free_nats(free_nats), entropy_factor(entropy_factor) {}
  double complexity_factor;  ///< on KL + -log prior, in nats
  double free_nats;          ///< per weight: see `Draw::kl`
  double entropy_factor;     ///< on the entropy within the KL: see `Tempering`
};

/// Gradient of sum(loss) / B + complexity_factor * (KL of the draw + -log prior of point weights),
/// the mean over the draws, where the loss is that of the likelihood. The KL is counted as
/// `Draw::kl(free_nats)` does; `BatchGradient::kl` is what was counted, and within it the entropy of the
/// posteriors of the network `entropy_factor` times. Every shard of every draw is a job of the pool; a draw's
/// first shard carries its KL. Added up in the order of jobs. Throws `Error` (kDiverged) naming what is not
/// finite: the first tensor whose KL or -log prior is not, else the loss, or the first parameter whose
/// gradient is not.
BatchGradient sharded_gradient(Network& network, const Prior& prior, const Likelihood& likelihood,
                               const NamedParameters& parameters, const Batch& batch,
                               const Sharding& sharding, const Objective& objective, const Draw::Key& key,
                               ThreadPool& pool);

}  // namespace bayes
