#pragma once

#include <cstdint>

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"

namespace bnn {

/// The probabilistic model of a configuration: networks of `architecture`, which has been made for data with
/// so many classes, the prior and the likelihood.
bayes::Problem problem_of(const ExperimentConfig& config, const bayes::Architecture& architecture,
                          std::int64_t classes);

}  // namespace bnn
