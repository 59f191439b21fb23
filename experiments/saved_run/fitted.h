#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/config/experiment_config.h"
#include "experiments/datasets/dataset.h"
#include "experiments/datasets/splits.h"
#include "models/input_shape.h"

namespace bnn {

/// Which images of a file a part of the data has.
struct IndexSum {
  std::int64_t examples = 0;
  std::string sha256;  ///< of the indices, ascending, as int64, little-endian
};

/// What a run was fitted on: fitted.json, written before training. Predicting needs nothing else of the data,
/// and whatever is measured later uses these images and constants instead of computing them anew.
struct Fitted {
  std::string name;                                        ///< of the experiment
  std::string config_sha256;                               ///< of config.yaml
  std::string dataset;                                     ///< "mnist"
  std::vector<std::pair<std::string, std::string>> files;  ///< name, SHA-256 of its unpacked bytes
  std::vector<std::string> class_names;                    ///< [C]; empty where targets are numbers
  std::vector<std::string> target_names;                   ///< [D], of numbers
  nlohmann::ordered_json encoding;                         ///< of a table: how other rows are read
  models::InputShape shape;
  std::int64_t split_seed = 0;
  std::int64_t validation_images = 0;  ///< data.validation
  std::int64_t training_images = 0;    ///< data.training_images
  IndexSum train;                      ///< of the training file
  IndexSum validation;                 ///< of the training file
  IndexSum test;                       ///< of the test file
  Standardisation standardisation;
  std::string start_sha256;             ///< of the file of weights that training started from; may be empty
  std::shared_ptr<const Fitted> start;  ///< what those had been fitted on; null where that is not known
  /// Earlier lengths of the run, oldest first: SHA-256 of the configuration, identity.
  std::vector<std::pair<std::string, std::string>> continued;
  std::map<std::string, std::string> kernels = {};  ///< what computes it: decides on the last bits only

  /// SHA-256 of all of it but the kernels, by which checkpoints and models say whose they are.
  std::string identity() const;
};

/// What is fitted by a run of this configuration.
///   start_sha256, start  see above
Fitted fitted_by(const ExperimentConfig& config, const Dataset& dataset, const Splits& splits);

nlohmann::ordered_json to_json(const Fitted& fitted);
/// Throws `bayes::Error` (kData) where the document is not what `to_json` gives, or was changed since.
///   where  what messages name
Fitted fitted_from_json(const nlohmann::ordered_json& document, const std::string& where);

/// What checkpoints, models and predictions of a run say of it: "run" (its identity), "run_name".
std::map<std::string, std::string> run_metadata(const Fitted& fitted);
/// The same for weights, with what others need to use them: "config", "fitted" (JSON, as fitted.json without
/// kernels), "mean", "standard_deviation".
std::map<std::string, std::string> model_metadata(const std::string& config_yaml, const Fitted& fitted);
/// Throws `bayes::Error` (kData) where a file belongs to another run; its earlier lengths are the run's own.
void require_of_run(const std::map<std::string, std::string>& metadata, const Fitted& run,
                    const std::string& where);

IndexSum index_sum(const torch::Tensor& index);

inline std::filesystem::path fitted_path(const std::filesystem::path& run) { return run / "fitted.json"; }
/// Nothing where the run has none: it was made by an older version. Throws as `fitted_from_json`.
std::optional<Fitted> read_fitted(const std::filesystem::path& run);

/// "\"small\" (1f3c5a7e9b0d)"
std::string called(const Fitted& fitted);

bool has_same_files(const Fitted& run, const Dataset& dataset);
/// Throws `bayes::Error` (kData) where files of the data are not those of the run, with their names.
void require_same_data(const Fitted& run, const Dataset& dataset);

/// Throws `bayes::Error` where a run that goes on would do so with other data (kData), another split or other
/// weights to start from. Returns a warning for each kernel that differs.
///   began  fitted.json of the run
///   now    what the configuration and the data give now
std::vector<std::string> require_same_inputs(const Fitted& began, const Fitted& now);

/// What a run that began as `began` is when it goes on as `now`, which may be longer: keeps its history.
Fitted gone_on_with(const Fitted& began, Fitted now);

}  // namespace bnn
