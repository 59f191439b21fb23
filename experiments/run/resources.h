#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/dataset.h"
#include "experiments/datasets/splits.h"

namespace bnn {

/// What the memory and the files of a run are estimated from.
struct RunSize {
  std::int64_t draws = 0;
  std::int64_t test_images = 0;
  std::int64_t validation_images = 0;
  std::int64_t classes = 0;
  std::uint64_t model_bytes = 0;  ///< of its parameters
  std::uint64_t written = 0;      ///< bytes that its folder holds already
};

/// The size of a run of this configuration on these images, nothing of it written yet.
///   classes  of the data
RunSize run_size(const bayes::InferenceMethod& method, const ExperimentConfig& config, const Splits& splits,
                 std::int64_t classes);
/// The same before the data are split.
RunSize run_size(const bayes::InferenceMethod& method, const ExperimentConfig& config,
                 const Dataset& dataset);
/// Bytes of all files below a folder; 0 where there is none.
std::uint64_t bytes_below(const std::filesystem::path& folder);

/// Bytes that the predictions of an evaluation take at its peak: all draws of all test and validation images
/// as log probabilities, once more while they are put together, and what the files of the run make of them.
std::uint64_t prediction_bytes(const RunSize& run);

/// Bytes that these runs have yet to write: two checkpoints, the model, its weights and the predictions of
/// each, all of which stay, less what is there; and a third checkpoint, which lies beside the others while it
/// is written, for the `at_a_time` largest of those that go side by side.
std::uint64_t bytes_to_write(const std::vector<RunSize>& runs, std::int64_t at_a_time);

/// Throws `bayes::Error` (kFailed), with the number and what is free, where less than `needed` bytes are:
/// "`what` need 22 GB of memory, and 16 GB are free".
void require_free_memory(std::uint64_t needed, const std::string& what, const std::string& where,
                         const std::string& fix);

/// Throws as `require_free_memory` where the evaluations of these runs, the `at_a_time` largest side by side,
/// could not keep their predictions in memory: to be known before training, not after.
void require_memory(const std::vector<RunSize>& runs, std::int64_t at_a_time = 1);

/// Throws `bayes::Error` (kFailed) where the disk of `folder` has no room for what these runs have yet to
/// write, all of them together: runs that go one after the other keep their files. Quotas do not show.
void require_space(const std::filesystem::path& folder, const std::vector<RunSize>& runs,
                   std::int64_t at_a_time = 1);

}  // namespace bnn
