#pragma once

#include <cstdint>
#include <filesystem>

#include "bayes/inference/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/splits.h"

namespace bnn {

/// Bytes that the predictions of an evaluation take at its peak: all draws of all test and validation images
/// as log probabilities, once more while they are put together, and what the files of the run make of them.
std::uint64_t prediction_bytes(std::int64_t draws, std::int64_t test_images, std::int64_t validation_images,
                               std::int64_t classes);

/// Throws `bayes::Error` (kFailed), with the number and what is free, where an evaluation could not keep its
/// predictions in memory: to be known before training, not after.
///   at_a_time  evaluations that share the memory
void require_memory(const bayes::InferenceMethod& method, const Splits& splits,
                    const ExperimentConfig& config, std::int64_t classes, std::int64_t at_a_time = 1);

/// Throws `bayes::Error` (kFailed) where the disk of `folder` has no room for two checkpoints, the one that
/// is written beside them, the model and the predictions. Quotas do not show.
void require_space(const std::filesystem::path& folder, const bayes::InferenceMethod& method,
                   const Splits& splits, const ExperimentConfig& config, std::int64_t classes);

}  // namespace bnn
