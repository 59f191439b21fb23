#pragma once

#include <memory>

#include "bayes/inference/optimizer.h"
#include "bayes/inference/training_step.h"
#include "bayes/layers/network.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// A step by LibTorch's operators and autograd alone: for any network, any type of number.
std::unique_ptr<TrainingStep> generic_step(Network& network, const Prior& point_prior,
                                           const NamedParameters& parameters, Optimizer& optimizer,
                                           const Training& training);

}  // namespace bayes
