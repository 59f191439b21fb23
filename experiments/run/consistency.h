#pragma once

#include "experiments/config/experiment_config.h"

namespace bnn {

/// Throws `bayes::Error` (kUsage) for what only the parts of a configuration together show: a flat prior
/// under a variational method, a likelihood of other targets than the data have, weight decay beside a prior,
/// a schedule without what it follows, no image left to train on, an architecture that cannot take data of
/// this shape. Needs no data and writes nothing.
void require_consistent(const ExperimentConfig& config, const models::InputShape& shape);
/// The same where it is known what the targets are: the data set need not be there.
void require_consistent(const ExperimentConfig& config, const models::InputShape& shape, Targets targets);

/// Throws `bayes::Error` where the weights to start from cannot be read or do not fit.
void require_start(const ExperimentConfig& config, const models::InputShape& shape);

/// The shape of the data before they are loaded: of the files that are there, else as they are published.
/// Throws `bayes::Error` (kData) where a header is damaged.
models::InputShape shape_ahead(const ExperimentConfig& config);

}  // namespace bnn
