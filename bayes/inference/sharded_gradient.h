#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/draw.h"
#include "bayes/engine/thread_pool.h"
#include "bayes/inference/optimizer.h"
#include "bayes/inference/sharding.h"
#include "bayes/layers/network.h"
#include "bayes/priors/prior.h"

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
  double kl = 0.0;                       ///< nats, not divided by N
  double correct = 0.0;                  ///< images
  std::vector<torch::Tensor> gradients;  ///< one for each parameter, of the loss
  BufferChanges::List buffer_changes;    ///< of one shard, carried out when all are done
};

/// Gradient of sum(nll) / B + complexity_factor * (KL of the draw + -log prior of point weights), the mean
/// over the draws. Every shard of every draw is a job of the pool; a draw's first shard carries its KL. Added
/// up in the order of jobs. Throws `Error` (kDiverged) naming what is not finite: the loss, or the first
/// parameter whose gradient is not.
BatchGradient sharded_gradient(Network& network, const Prior& prior, const NamedParameters& parameters,
                               const Batch& batch, const Sharding& sharding, double complexity_factor,
                               const Draw::Key& key, ThreadPool& pool);

}  // namespace bayes
