#pragma once

#include <memory>

#include "bayes/engine/step_options.h"
#include "bayes/engine/training_step.h"
#include "bayes/layers/families/network.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/priors/prior.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// A step in which every weight is drawn, differentiated and updated in one pass over memory, and every
/// shard's forward and backward pass leaves its gradients where that pass wants them. The same objective as
/// `generic_step`, to rounding. With `draw_per_shard` it estimates a KL without a closed form on the draws of
/// all shards, where that one takes the draw of each pass's first shard.
///
/// Empty where it does not serve: see `trained_weights`; where the optimiser is not a `BlockwiseOptimizer`;
/// where a step has more than `ShardGradients::kMostSlots` jobs; where the inputs are not contiguous float32
/// on the CPU; and where free bits meet a KL without a closed form.
std::unique_ptr<TrainingStep> fused_step(Network& network, const Prior& point_prior,
                                         const Likelihood& likelihood, const NamedParameters& parameters,
                                         Optimizer& optimizer, const StepOptions& options,
                                         const Examples& data, ThreadPool& pool, std::uint64_t seed);

}  // namespace bayes
