#pragma once

#include "bayes/engine/thread_pool.h"
#include "bayes/inference/inference_method.h"
#include "notebooks_export/run_record.h"

namespace bnn {

/// Fills the weight moments, the scales that were learnt with them, their summary per layer and the pruning
/// curve of `record`, and says what `kl` of its weights is.
///
/// Each point of the curve removes the weights of lowest signal-to-noise, |mean| / sd, from every network of
/// the method by itself, and predicts `test` with the posterior means of what is left. Networks whose weights
/// have no spread are pruned by |mean|.
///   predicted  what the method predicts for `test`
void report_weights(const bayes::InferenceMethod& method, const bayes::LabelledImages& test,
                    const bayes::Predictive& predicted, bayes::ThreadPool& pool, report::RunRecord& record);

}  // namespace bnn
