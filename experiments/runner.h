#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bayes/engine/thread_pool.h"
#include "bayes/inference/inference_method.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/dataset.h"
#include "experiments/datasets/splits.h"
#include "experiments/progress.h"
#include "experiments/run_directory.h"
#include "experiments/watched_pool.h"
#include "models/input_shape.h"
#include "notebooks_export/run_record.h"

namespace bnn {

/// What a run needs beside its configuration; none of it changes a number.
struct RunContext {
  bayes::ThreadPool& pool;
  Progress& progress;
  RunDirectory::Resume resume = RunDirectory::Resume::kNo;
};

/// What the data ask of a network: channels, height, width, classes.
models::InputShape shape_of(const Dataset& dataset);
/// The split of a configuration; errors name its line. Throws as `make_splits`.
Splits splits_of(const ExperimentConfig& config, const Dataset& dataset);
/// The method of a configuration, not trained, for the images and classes of a data set.
std::unique_ptr<bayes::InferenceMethod> make_method(const ExperimentConfig& config, const Dataset& dataset);

/// Trains, measures and writes one run into `folder`, and returns what it found. Throws `bayes::Error`, or
/// `Interrupted` after a checkpoint was saved.
report::RunRecord run_experiment(const ExperimentConfig& config, const std::filesystem::path& folder,
                                 const RunContext& context);

/// A complete run, ready to predict.
struct TrainedRun {
  ExperimentConfig config;
  Dataset dataset;
  Splits splits;
  std::unique_ptr<bayes::InferenceMethod> method;
};

/// Throws `bayes::Error` where the folder holds no complete run or the data is missing.
TrainedRun load_run(const std::filesystem::path& folder, const std::vector<std::string>& overrides = {});

/// Measures the run's method, as it is now; the history is that of the run in `folder`.
report::RunRecord measure_run(const TrainedRun& run, const std::filesystem::path& folder,
                              const WatchedPool& pool);

/// Writes the model, the data files and `reports` (formats) of what was measured; metrics.json comes last.
void write_results(const RunDirectory& directory, const report::RunRecord& record,
                   const std::vector<std::string>& reports, const bayes::State& model);

/// Measures the saved model of a complete run again: the same record, to be exported in other formats.
/// `overrides` of evaluation, data and report change how it is measured. Throws `bayes::Error` where the
/// folder holds no complete run or the data is missing.
report::RunRecord reload_run(const std::filesystem::path& folder, const WatchedPool& pool,
                             const std::vector<std::string>& overrides = {});

}  // namespace bnn
