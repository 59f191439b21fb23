#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/splits.h"
#include "experiments/process/watched_pool.h"
#include "experiments/saved_run/validation_predictions.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// What calibrations and thresholds were fitted to, and those thresholds.
struct FoundBefore {
  ValidationPredictions validation;
  nlohmann::ordered_json conformal;  ///< see `found_conformal`
};

/// Measures a fitted method: draws its predictive on validation and test, computes every metric with its
/// interval and its Monte Carlo error, summarises the weights, and prunes. Fills splits, predictions,
/// weights, layers, pruning, images and the seconds of evaluation and prediction of `record`.
///   before  where there are no validation images: what the run found on those that it had; may be null
/// Returns the predictions of the validation images, where there are such. Throws `bayes::Error` before
/// anything is predicted where calibrations, prediction sets or thresholds have no validation images to be
/// fitted to, or `before` found others or with another number of draws; `Interrupted` where a signal has
/// come.
std::optional<ValidationPredictions> evaluate(const bayes::InferenceMethod& method, const Splits& splits,
                                              const ExperimentConfig& config, const WatchedPool& pool,
                                              report::RunRecord& record, const FoundBefore* before = nullptr);

/// The predictive on the validation images, as `evaluate` measures it.
bayes::CategoricalPredictive predict_validation(const bayes::InferenceMethod& method, const Splits& splits,
                                                const ExperimentConfig& config, const WatchedPool& pool);

}  // namespace bnn
