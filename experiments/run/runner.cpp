#include "experiments/run/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/catalog/metrics.h"
#include "experiments/config/yaml/located_error.h"
#include "experiments/files/sha256.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/out_of_memory.h"
#include "experiments/run/consistency.h"
#include "experiments/run/evaluation.h"
#include "experiments/run/problem.h"
#include "experiments/run/resources.h"
#include "experiments/run/start_split.h"
#include "experiments/run/time_ahead.h"
#include "experiments/run/training_recorder.h"
#include "experiments/saved_run/manifest.h"
#include "notebooks_export/formats/json.h"

namespace bnn {
Splits splits_of(const ExperimentConfig& config, const Dataset& dataset) {
  try {
    return make_splits(dataset, config.data.split, static_cast<std::uint64_t>(config.seed));
  } catch (const bayes::Error& error) {
    if (config.written == nullptr) throw;
    throw located(error, *config.written);
  }
}

std::vector<std::string> shown_metrics(const ReportSection& report, Targets targets) {
  auto usual = usual_metrics(targets);
  return usual.empty() || report.metrics != ReportSection{}.metrics ? report.metrics : usual;
}

namespace {

report::RunRecord new_record(const ExperimentConfig& config, const std::vector<std::string>& class_names,
                             nlohmann::ordered_json environment) {
  report::RunRecord record;
  record.name = config.name;
  record.method = config.method.entry().name;
  record.method_title = title_of(config);
  record.paper = config.method.entry().bibtex;
  record.model = config.model.architecture.entry().name;
  record.dataset = config.data.dataset.entry().name;
  record.seed = config.seed;
  record.config_yaml = to_yaml(config);
  record.environment = std::move(environment);
  record.class_names = class_names;
  record.shown_metrics = shown_metrics(config.report, config.data.dataset.make().targets);
  return record;
}

double total_seconds(const std::vector<report::EpochRecord>& history) {
  double seconds = 0.0;
  for (const auto& epoch : history) seconds += epoch.seconds;
  return seconds;
}

std::vector<report::EpochRecord> train(bayes::InferenceMethod& method, const Splits& splits,
                                       const ExperimentConfig& config, const std::string& label,
                                       RunDirectory& directory, const RunContext& context) {
  stop_if_interrupted();
  const auto ahead = time_ahead(method, splits, config,
                                std::max<std::int64_t>(1, context.pool.threads() / context.at_a_time));
  const MustSave waits;
  std::vector<report::EpochRecord> history;
  std::int64_t steps_done = 0;
  if (auto checkpoint = directory.load_checkpoint()) {
    for (const auto& warning : checkpoint->warnings) context.progress.line("warning: " + warning);
    method.restore_training(checkpoint->state);
    history = std::move(checkpoint->history);
    steps_done = checkpoint->step;
  }
  TrainingRecorder recorder(method, directory, context.progress, label, std::move(history), steps_done,
                            ahead);
  const bayes::Training training{splits.train,
                                 splits.validation,
                                 config.training.options,
                                 config.training.optimizer.make(),
                                 config.training.schedule.make(),
                                 context.pool,
                                 recorder};
  const bool finished = method.fit(training);
  recorder.finish();
  if (!finished) {
    recorder.save_checkpoint();
    throw Interrupted(pending_signal());
  }
  return recorder.history();
}

}  // namespace

std::unique_ptr<bayes::InferenceMethod> method_with(const ExperimentConfig& config,
                                                    const bayes::Architecture& architecture,
                                                    const TargetScale& targets) {
  return config.method.make(problem_of(config, architecture, targets));
}

std::unique_ptr<bayes::InferenceMethod> make_method(const ExperimentConfig& config, const Dataset& dataset,
                                                    const Standardisation* standardisation) {
  const auto shape = shape_of(dataset);
  return method_with(
      config, started(architecture_of(config, shape), config.model.start),
      {shape.outputs, standardisation == nullptr ? torch::Tensor() : standardisation->target_sd});
}

namespace {

// The weights to start from may have been trained on images that are validated on here.
void add_start(const ExperimentConfig& config, const Dataset& dataset, const Splits& splits,
               const std::filesystem::path& folder, Progress& progress, Fitted& fitted) {
  const auto& start = config.model.start;
  fitted.start_sha256 = start_checksum(start);
  const auto began = read_fitted(folder);
  // A run that goes on with other weights is refused as that.
  if (start.from.empty() || (began && began->start_sha256 != fitted.start_sha256)) return;
  if (auto found = fitted_of_start(start)) {
    require_apart_from_start(*found, fitted.dataset, dataset, splits);
    fitted.start = std::make_shared<const Fitted>(std::move(*found));
  } else {
    progress.line("warning: " + terminal_line(start.from) +
                  " does not say what its weights were trained on: validation images may be among it");
  }
}

// Before anything in the folder is touched.
void require_can_go_on(const bayes::InferenceMethod& method, const RunDirectory& directory) {
  if (!directory.is_longer() || method.can_go_on()) return;
  throw bayes::Error(
      "an ensemble cannot go on for longer: of members that are done its checkpoints keep the "
      "weights, not the state of their training",
      "training.epochs", "train it anew into another folder with --output");
}

// The folder as it is before training, with all that differs from what it began with.
Fitted begin(const ExperimentConfig& config, Fitted fitted, RunDirectory& directory,
             nlohmann::ordered_json& environment, Progress& progress) {
  std::vector<std::string> warnings;
  const auto before = read_environment(directory.path());
  if (before) warnings = before->value("kernels_changed", warnings);
  const auto began = read_fitted(directory.path());
  if (!began && before) require_same_inputs(*before, environment);  // it was begun by an older version
  if (began) {
    for (const auto& warning : require_same_inputs(*began, fitted)) {
      progress.line("warning: " + warning);
      if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
    }
    const auto kernels = began->kernels;
    fitted = gone_on_with(*began, std::move(fitted));
    fitted.kernels = kernels;
  }
  if (directory.is_longer()) {
    progress.line(fmt::format(
        "training goes on to {} epochs: the schedules are laid out anew over all of them and taken up where "
        "training stands, so that the bits are those of an uninterrupted run only where no schedule depends "
        "on "
        "the number of epochs",
        config.training.options.epochs));
  }
  if (!warnings.empty()) environment["kernels_changed"] = warnings;
  directory.begin(fitted);
  directory.write({"environment.json", report::json_text(environment)});
  return fitted;
}

// What calibrations and thresholds came to, and with how many draws.
nlohmann::ordered_json found_json(const MeasuredRun& measured) {
  auto calibration = nlohmann::ordered_json::array(), conformal = calibration;
  for (const auto& split : measured.record.splits) {
    if (split.note.empty()) continue;
    auto numbers = nlohmann::ordered_json::object();
    for (const auto& [name, values] : split.numbers) numbers[name] = values;
    calibration.push_back({{"split", split.name}, {"found", split.note}, {"numbers", numbers}});
  }
  for (const auto& sets : measured.record.conformal) {
    conformal.push_back({{"name", sets.set_name},
                         {"kind", sets.name},
                         {"options", sets.options},
                         {"thresholds", sets.thresholds},
                         {"validation_images", sets.validation_images}});
  }
  return {{"draws", measured.validation->draws}, {"calibration", calibration}, {"conformal", conformal}};
}

report::RunRecord run_in(const ExperimentConfig& config, const std::filesystem::path& folder,
                         const RunContext& context) {
  require_consistent(config, shape_ahead(config));
  const Dataset dataset = config.data.dataset.make().load();
  const Splits splits = splits_of(config, dataset);
  for (const auto& warning : dataset.warnings) context.progress.line("warning: " + terminal_line(warning));
  auto fitted = fitted_by(config, dataset, splits);
  add_start(config, dataset, splits, folder, context.progress, fitted);
  const auto method = make_method(config, dataset, &splits.standardisation);
  MeasuredRun measured{new_record(config, dataset.class_names, describe_environment(context.pool, dataset)),
                       {}};
  auto& record = measured.record;
  if (!fitted.start_sha256.empty()) record.environment["start_sha256"] = fitted.start_sha256;

  const auto classes = static_cast<std::int64_t>(dataset.class_names.size());
  auto size = run_size(*method, config, splits, classes);
  size.written = bytes_below(folder);
  require_memory({size});

  RunDirectory directory(folder, record.config_yaml, context.resume);
  record.config_yaml = directory.config_yaml();
  fitted.config_sha256 = sha256_hex({record.config_yaml});
  require_space(folder, {size});
  require_can_go_on(*method, directory);
  fitted = begin(config, std::move(fitted), directory, record.environment, context.progress);
  const auto label = fmt::format("{}, seed {}", record.method_title, config.seed);
  record.history = train(*method, splits, config, label, directory, context);
  // Members that trained side by side were written as their epochs ended.
  directory.write({"history.jsonl", history_text(record.history)});
  record.training_seconds = total_seconds(record.history);
  measured.validation = evaluate(*method, splits, config, {context.pool, context.progress, label}, record);

  write_results(directory, measured, fitted, config.report.formats, method->save());
  return std::move(measured.record);
}

}  // namespace

report::RunRecord run_experiment(const ExperimentConfig& config, const std::filesystem::path& folder,
                                 const RunContext& context) {
  try {
    return reporting_memory([&] { return run_in(config, folder, context); });
  } catch (const bayes::Error& error) {
    if (error.fault != bayes::Fault::kFailed) throw;
    throw bayes::Error(error.problem, error.where, error.fix + what_is_intact(folder), error.fault);
  }
}

void write_results(const RunDirectory& directory, const MeasuredRun& measured, const Fitted& fitted,
                   const std::vector<std::string>& reports, const bayes::State& model) {
  const auto& record = measured.record;
  directory.write(model_file(model, model_metadata(record.config_yaml, fitted)));
  auto document = to_json(fitted);
  if (measured.validation) {
    directory.write(validation_file(*measured.validation, fitted));
    document["found_on_validation"] = found_json(measured);
  }
  directory.write({"fitted.json", report::json_text(document)});
  std::set<std::string> formats(reports.begin(), reports.end());
  formats.erase("json");
  formats.insert({"npz", "csv"});
  for (const auto& format : formats) {
    for (const auto& file : exporter(format).run(record)) {
      // It comes last, as it says that the run is complete; notebooks bring a copy.
      if (file.name != "metrics.json") directory.write(file);
    }
  }
  std::vector<report::ExportedFile> last;
  for (auto& file : exporter("json").run(record)) {
    if (file.name == "metrics.json") {
      last.push_back(std::move(file));
    } else {
      directory.write(file);
    }
  }
  write_manifest(directory.path(), last);
  for (const auto& file : last) directory.write(file);
}

MeasuredRun reload_run(const std::filesystem::path& folder, const WatchedPool& pool,
                       const std::vector<std::string>& overrides) {
  const auto run = load_run(folder, overrides);
  return measure_run(run, load_data(run), pool);
}

MeasuredRun measure_run(const TrainedRun& run, const RunData& data, const WatchedPool& pool) {
  auto environment = describe_environment(pool.pool, data.dataset);
  // The file of weights to start from may be gone by now.
  if (const auto began = read_environment(run.folder); began && began->contains("start_sha256")) {
    environment["start_sha256"] = began->at("start_sha256");
  }
  MeasuredRun measured{
      new_record(run.config, run.fitted.class_names, std::move(environment)), {}, data.other};
  auto& record = measured.record;
  record.history = read_history(run.folder);
  record.training_seconds = total_seconds(record.history);
  require_memory({run_size(*run.method, run.config, data.splits,
                           static_cast<std::int64_t>(run.fitted.class_names.size()))});
  std::optional<FoundBefore> before;
  if (data.other) {
    if (auto predictions = read_validation(run.folder, run.fitted)) {
      const auto found = read_found(run.folder);
      if (found.is_object()) before = FoundBefore{std::move(*predictions), found.at("conformal")};
    }
  }
  measured.validation =
      evaluate(*run.method, data.splits, run.config, pool, record, before ? &*before : nullptr);
  return measured;
}

}  // namespace bnn
