#pragma once

#include <cstdint>
#include <string>

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/splits.h"

namespace bnn {

/// Seconds that a run will take beside the steps of its training, roughly.
struct TimeAhead {
  double validation = 0.0;   ///< at the ends of all epochs, from the first to the last
  double evaluation = 0.0;   ///< after training
  bool may_be_less = false;  ///< patience may end training before its last epoch
};

/// Scales up what a few predictions, Monte Carlo errors and resamples take, on the method as it is: their
/// time does not depend on what the weights are. Leaves the method in evaluation mode, which `fit` ends, and
/// changes no number of a run. Nothing where the weights give no finite predictions: training says so.
///   threads  that evaluation will have
TimeAhead time_ahead(bayes::InferenceMethod& method, const Splits& splits, const ExperimentConfig& config,
                     std::int64_t threads);

/// "40 s", "3 min 20 s", "13 min", "2 h 40 min" or "1 d 4 h": as exact as an estimate is.
std::string as_duration(double seconds);

}  // namespace bnn
