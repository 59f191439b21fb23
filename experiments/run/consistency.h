#pragma once

#include "experiments/config/experiment_config.h"

namespace bnn {

/// Throws `bayes::Error` (kUsage) for what only the parts of a configuration together show: a flat prior
/// under a variational method, a likelihood of other targets than the data have, weight decay beside a prior,
/// a schedule without what it follows, no image left to train on. Needs no data and writes nothing.
void require_consistent(const ExperimentConfig& config);

/// Throws `bayes::Error` where the weights to start from cannot be read or do not fit.
void require_start(const ExperimentConfig& config);

}  // namespace bnn
