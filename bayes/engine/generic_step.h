#pragma once

#include <memory>

#include "bayes/engine/step_options.h"
#include "bayes/engine/training_step.h"
#include "bayes/layers/families/network.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/priors/prior.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// A step by LibTorch's operators and autograd alone: for any network, any type of number.
std::unique_ptr<TrainingStep> generic_step(Network& network, const Prior& point_prior,
                                           const Likelihood& likelihood, const NamedParameters& parameters,
                                           Optimizer& optimizer, const StepOptions& options,
                                           ThreadPool& pool);

}  // namespace bayes
