#pragma once

#include <memory>

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"

namespace bnn {

/// Networks as the configuration has them, for data of this shape: `data.outputs` is the number of classes,
/// or whatever the likelihood counts, and the networks have as many outputs as it needs for those.
bayes::Architecture architecture_of(const ExperimentConfig& config, const models::InputShape& data);

/// The likelihood of a configuration.
std::shared_ptr<const bayes::Likelihood> likelihood_of(const ExperimentConfig& config,
                                                       const TargetScale& targets);

/// The probabilistic model of a configuration: networks of `architecture`, which has been made for data with
/// such targets, the prior and the likelihood.
bayes::Problem problem_of(const ExperimentConfig& config, const bayes::Architecture& architecture,
                          const TargetScale& targets);

}  // namespace bnn
