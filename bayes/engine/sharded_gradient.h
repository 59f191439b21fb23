#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/draw.h"
#include "bayes/engine/sharding.h"
#include "bayes/layers/families/network.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/priors/prior.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// One batch and the place of its images in the data set.
struct Batch {
  torch::Tensor images;    ///< [B, …]
  torch::Tensor labels;    ///< [B], int64
  torch::Tensor examples;  ///< [B], int64
};

/// The objective and its gradient on one batch.
struct BatchGradient {
  double loss = 0.0;                     ///< nats per datum
  double nll_sum = 0.0;                  ///< nats, summed over the batch
  double cross_entropy_sum = 0.0;        ///< nats, summed over the batch, with the labels smoothed
  double kl = 0.0;                       ///< nats, not divided by N
  double correct = 0.0;                  ///< images
  std::vector<torch::Tensor> gradients;  ///< one for each parameter, of the loss
  BufferChanges::List buffer_changes;    ///< of one shard, carried out when all are done
};

/// What is minimised. Brace-less use: labels as they are.
struct Objective {
  Objective(double complexity_factor, double label_smoothing = 0.0, double free_nats = 0.0,
            double entropy_factor = 1.0)
      : complexity_factor(complexity_factor),
        label_smoothing(label_smoothing),
        free_nats(free_nats),
        entropy_factor(entropy_factor) {}
  double complexity_factor;  ///< on KL + -log prior, in nats
  double label_smoothing;    ///< share in [0, 1) of a label's probability that is spread over all classes
  double free_nats;          ///< per weight: see `Draw::kl`
  double entropy_factor;     ///< on the entropy within the KL: see `Tempering`
};

/// Gradient of sum(cross entropy) / B + complexity_factor * (KL of the draw + -log prior of point weights),
/// the mean over the draws, where the label of the cross entropy is (1 - label_smoothing) * one-hot +
/// label_smoothing / C. The KL is counted as `Draw::kl(free_nats)` does; `BatchGradient::kl` is what was
/// counted, and within it the entropy of the posteriors of the network `entropy_factor` times. Every shard of
/// every draw is a job of the pool; a draw's first shard carries its KL. Added up in the order of jobs.
/// Throws `Error` (kDiverged) naming what is not finite: the first tensor whose KL or -log prior is not, else
/// the loss, or the first parameter whose gradient is not.
BatchGradient sharded_gradient(Network& network, const Prior& prior, const NamedParameters& parameters,
                               const Batch& batch, const Sharding& sharding, const Objective& objective,
                               const Draw::Key& key, ThreadPool& pool);

}  // namespace bayes
