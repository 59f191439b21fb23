#pragma once

#include <torch/types.h>

#include <cstdint>

#include "bayes/layers/families/network.h"
#include "bayes/likelihoods/likelihood.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/priors/prior.h"
#include "bayes/training/training.h"

namespace bayes {

// What training does not begin with, or does not go on with.

/// Throws `Error` (kUsage) where data, prior, likelihood, optimiser, options and layers do not go together.
void require_trainable(const Network& network, const Prior& prior, const Likelihood& likelihood,
                       const Training& training, const Optimizer& optimizer);

/// Throws `Error` where the outputs for one example are not as wide as the likelihood takes them: it would
/// broadcast, or take no notice of those that are too many. Statistics of batches stay as they are.
void require_width(Network& network, const Likelihood& likelihood, const torch::Tensor& inputs,
                   std::uint64_t seed);

/// Throws `Error` (kDiverged) naming a buffer that is not finite. Statistics of batches are no parameters,
/// which every step looks at: so it is asked before they are saved.
void require_finite_buffers(const Network& network);

}  // namespace bayes
