#pragma once

#include <optional>

#include "bayes/methods/inference_method.h"
#include "bayes/predictive/categorical_predictive.h"
#include "experiments/process/watched_pool.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// Images with what the method predicts for them.
struct PredictedImages {
  const bayes::Examples& examples;
  const bayes::CategoricalPredictive& predictive;
};

/// Fills the weight moments, the scales that were learnt with them and their summary per layer of `record`,
/// and says what `kl` of its weights is.
void report_moments(const bayes::InferenceMethod& method, report::RunRecord& record);

/// The same, and the pruning curve.
///
/// Each point of the curve removes the weights of lowest signal-to-noise, |mean| / sd, from every network of
/// the method by itself, and predicts the images with the posterior means of what is left. Weights whose
/// signal-to-noise is one number, behind dropout and of points, go by |mean| (`bayes::pruning_mask`).
///   validation  for choosing a share, where there are any
void report_weights(const bayes::InferenceMethod& method, const PredictedImages& test,
                    const std::optional<PredictedImages>& validation, const WatchedPool& pool,
                    report::RunRecord& record);

}  // namespace bnn
