#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bayes/predictive/categorical_predictive.h"
#include "experiments/saved_run/fitted.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// What a run predicted for its validation images, averaged over draws: calibrations are fitted to it. It
/// stays with the run in validation.safetensors, so that they can be applied where the images are not there.
struct ValidationPredictions {
  /// [1, N, C], as it is read back, so that the same is fitted before and after.
  bayes::CategoricalPredictive mean;
  torch::Tensor labels;    ///< [N], int64
  std::int64_t draws = 0;  ///< of which it is the average
};

ValidationPredictions averaged(const bayes::CategoricalPredictive& predictive, const torch::Tensor& labels);

report::ExportedFile validation_file(const ValidationPredictions& predictions, const Fitted& fitted);
/// Nothing where the run had no validation images, or is of an older version. Throws `bayes::Error` (kData)
/// where the file is damaged or another run's.
std::optional<ValidationPredictions> read_validation(const std::filesystem::path& run, const Fitted& fitted);

/// What a run found on its validation images: "draws", "calibration", "conformal"; of fitted.json. Null where
/// it has none. Throws `bayes::Error` (kData) with the key where a set of "conformal" is not as runs write
/// it.
nlohmann::ordered_json read_found(const std::filesystem::path& run);

/// Throws `bayes::Error` where what was found with `found` draws would be applied to predictions of another
/// number: they are distributed in another way.
///   what  "the temperature", "the thresholds of the prediction sets"
void require_same_draws(const std::string& what, std::int64_t found, std::int64_t wanted);

}  // namespace bnn
