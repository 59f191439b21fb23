#pragma once

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/splits.h"
#include "experiments/process/watched_pool.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// Measures a fitted method on numbers: every metric with its interval and its Monte Carlo error, of test and
/// validation examples, and the curves that a report shows of them. All in the units of the targets. Fills
/// splits, draws, numbers and the seconds of prediction of `record`.
void evaluate_numbers(const bayes::InferenceMethod& method, const Splits& splits,
                      const ExperimentConfig& config, const WatchedPool& pool, report::RunRecord& record);

}  // namespace bnn
