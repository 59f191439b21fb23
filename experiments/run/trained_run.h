#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/dataset.h"
#include "experiments/datasets/splits.h"
#include "experiments/saved_run/fitted.h"

namespace bnn {

/// A complete run, ready to predict: no data is needed.
struct TrainedRun {
  std::filesystem::path folder;
  ExperimentConfig config;
  Fitted fitted;
  std::unique_ptr<bayes::InferenceMethod> method;
  bool data_are_named = false;  ///< data.name was given: the data may be others than the run's
};

/// Reads a run whose files are what it wrote. `overrides` may change how it is measured, not what it was
/// fitted on. A run of an older version, without fitted.json, needs its data and is warned of on standard
/// error. Throws `bayes::Error` where the folder holds no complete run, a file was changed (kData) or an
/// override would measure on images that were trained on, or with other constants.
TrainedRun load_run(const std::filesystem::path& folder, const std::vector<std::string>& overrides = {});

/// What a run is measured on.
struct RunData {
  Dataset dataset;     ///< where data.name is not the run's, the test images only
  Splits splits;       ///< with the run's constants; of other data the test images only
  bool other = false;  ///< not the data that it was fitted on
};

/// Throws `bayes::Error` (kData) where the data are missing, or not the run's although none were named.
RunData load_data(const TrainedRun& run);

}  // namespace bnn
