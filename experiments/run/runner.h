#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "bayes/runtime/thread_pool.h"
#include "experiments/config/experiment_config.h"
#include "experiments/datasets/dataset.h"
#include "experiments/datasets/splits.h"
#include "experiments/process/progress.h"
#include "experiments/process/watched_pool.h"
#include "experiments/run/trained_run.h"
#include "experiments/saved_run/run_directory.h"
#include "experiments/saved_run/validation_predictions.h"
#include "models/input_shape.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// What a run needs beside its configuration; none of it changes a number.
struct RunContext {
  bayes::ThreadPool& pool;
  Progress& progress;
  RunDirectory::Resume resume = RunDirectory::Resume::kNo;
  std::int64_t at_a_time = 1;  ///< runs that share the threads
};

/// The metrics of short tables: those that are named, else the usual ones for such targets.
std::vector<std::string> shown_metrics(const ReportSection& report, Targets targets);

/// The split of a configuration; errors name its line. Throws as `make_splits`.
Splits splits_of(const ExperimentConfig& config, const Dataset& dataset);
/// The method of a configuration, not trained, for the images and classes of a data set.
///   standardisation  of its targets; as they are where null
std::unique_ptr<bayes::InferenceMethod> make_method(const ExperimentConfig& config, const Dataset& dataset,
                                                    const Standardisation* standardisation = nullptr);
/// The same for a given architecture.
std::unique_ptr<bayes::InferenceMethod> method_with(const ExperimentConfig& config,
                                                    const bayes::Architecture& architecture,
                                                    const TargetScale& targets);

/// Trains, measures and writes one run into `folder`, and returns what it found. Throws `bayes::Error`, or
/// `Interrupted` after a checkpoint was saved. What fails (kFailed), memory that runs out too, also says what
/// of the run is intact.
report::RunRecord run_experiment(const ExperimentConfig& config, const std::filesystem::path& folder,
                                 const RunContext& context);

/// What a run came to, before it is written.
struct MeasuredRun {
  report::RunRecord record;
  std::optional<ValidationPredictions> validation;
  bool other_data = false;  ///< measured on data that the run was not fitted on
};

/// Measures the run's method, as it is now; the history is that of the run in its folder.
MeasuredRun measure_run(const TrainedRun& run, const RunData& data, const WatchedPool& pool);

/// Writes the model, the data files and `reports` (formats) of what was measured; then the manifest, and last
/// metrics.json.
///   fitted  what the run was fitted on; fitted.json is written again with what was found on validation
void write_results(const RunDirectory& directory, const MeasuredRun& measured, const Fitted& fitted,
                   const std::vector<std::string>& reports, const bayes::State& model);

/// Measures the saved model of a complete run again. What the run itself found is `read_run_record`.
/// `overrides` of evaluation, data and report change how it is measured. Throws as `load_run` and
/// `load_data`.
MeasuredRun reload_run(const std::filesystem::path& folder, const WatchedPool& pool,
                       const std::vector<std::string>& overrides = {});

}  // namespace bnn
