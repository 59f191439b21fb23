#pragma once

#include "bayes/inference/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/splits.h"
#include "experiments/watched_pool.h"
#include "notebooks_export/run_record.h"

namespace bnn {

/// Measures a fitted method: draws its predictive on validation and test, computes every metric with its
/// interval and its Monte Carlo error, summarises the weights, and prunes. Fills splits, predictions,
/// weights, layers, pruning, images and the seconds of evaluation and prediction of `record`. Throws
/// `Interrupted` where a signal has come.
void evaluate(const bayes::InferenceMethod& method, const Splits& splits, const ExperimentConfig& config,
              const WatchedPool& pool, report::RunRecord& record);

/// The predictive on the validation images, as `evaluate` measures it.
bayes::Predictive predict_validation(const bayes::InferenceMethod& method, const Splits& splits,
                                     const ExperimentConfig& config, const WatchedPool& pool);

}  // namespace bnn
