#include "experiments/runner.h"

#include <fmt/format.h>

#include <set>

#include "bayes/core/error.h"
#include "experiments/catalog/exporters.h"
#include "experiments/config/located_error.h"
#include "experiments/consistency.h"
#include "experiments/environment.h"
#include "experiments/evaluation.h"
#include "experiments/interruption.h"
#include "experiments/resources.h"
#include "experiments/training_recorder.h"

namespace bnn {

models::InputShape shape_of(const Dataset& dataset) {
  const auto& pixels = dataset.train.pixels;
  return {pixels.size(1), pixels.size(2), pixels.size(3),
          static_cast<std::int64_t>(dataset.class_names.size())};
}

Splits splits_of(const ExperimentConfig& config, const Dataset& dataset) {
  try {
    return make_splits(dataset, config.data.split, static_cast<std::uint64_t>(config.seed));
  } catch (const bayes::Error& error) {
    if (config.written == nullptr) throw;
    throw located(error, *config.written);
  }
}

namespace {

std::unique_ptr<bayes::InferenceMethod> method_with(const ExperimentConfig& config,
                                                    const bayes::Architecture& architecture) {
  return config.method.make(
      bayes::Problem{architecture, config.model.prior.make(), static_cast<std::uint64_t>(config.seed)});
}

report::RunRecord new_record(const ExperimentConfig& config, const Dataset& dataset,
                             const bayes::ThreadPool& pool) {
  report::RunRecord record;
  record.name = config.name;
  record.method = config.method.entry().name;
  record.method_title = title_of(config);
  record.model = config.model.architecture.entry().name;
  record.dataset = config.data.dataset.entry().name;
  record.seed = config.seed;
  record.config_yaml = to_yaml(config);
  record.environment = describe_environment(pool, dataset);
  record.class_names = dataset.class_names;
  record.shown_metrics = config.report.metrics;
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
  const MustSave waits;
  std::vector<report::EpochRecord> history;
  std::int64_t steps_done = 0;
  if (auto checkpoint = directory.load_checkpoint()) {
    for (const auto& warning : checkpoint->warnings) context.progress.line("warning: " + warning);
    method.restore_training(checkpoint->state);
    history = std::move(checkpoint->history);
    steps_done = checkpoint->step;
  }
  TrainingRecorder recorder(method, directory, context.progress, label, std::move(history), steps_done);
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

std::unique_ptr<bayes::InferenceMethod> make_method(const ExperimentConfig& config, const Dataset& dataset) {
  const auto& model = config.model;
  return method_with(config, started(model.architecture.make(shape_of(dataset)), model.start));
}

report::RunRecord run_in(const ExperimentConfig& config, const std::filesystem::path& folder,
                         const RunContext& context) {
  require_consistent(config);
  const Dataset dataset = config.data.dataset.make().load();
  const Splits splits = splits_of(config, dataset);
  const auto method = make_method(config, dataset);
  auto record = new_record(config, dataset, context.pool);

  const auto classes = static_cast<std::int64_t>(dataset.class_names.size());
  require_memory(*method, splits, config, classes);

  RunDirectory directory(folder, record.config_yaml, context.resume);
  require_space(folder, *method, splits, config, classes);
  if (const auto sum = start_checksum(config.model.start); !sum.empty())
    record.environment["start_sha256"] = sum;
  if (const auto began = read_environment(folder)) require_same_inputs(*began, record.environment);
  directory.write({"environment.json", record.environment.dump(2) + "\n"});
  const auto label = fmt::format("{}, seed {}", record.method_title, config.seed);
  record.history = train(*method, splits, config, label, directory, context);
  // Members that trained side by side were written as their epochs ended.
  directory.write({"history.jsonl", history_text(record.history)});
  record.training_seconds = total_seconds(record.history);
  evaluate(*method, splits, config, {context.pool, context.progress, label}, record);

  write_results(directory, record, config.report.formats, method->save());
  return record;
}

report::RunRecord run_experiment(const ExperimentConfig& config, const std::filesystem::path& folder,
                                 const RunContext& context) {
  try {
    return run_in(config, folder, context);
  } catch (const bayes::Error& error) {
    if (error.fault != bayes::Fault::kFailed) throw;
    throw bayes::Error(error.problem, error.where, error.fix + what_is_intact(folder), error.fault);
  }
}

void write_results(const RunDirectory& directory, const report::RunRecord& record,
                   const std::vector<std::string>& reports, const bayes::State& model) {
  directory.write(model_file(model, record.config_yaml));
  std::set<std::string> formats(reports.begin(), reports.end());
  formats.erase("json");
  formats.insert({"npz", "csv"});
  for (const auto& format : formats) {
    for (const auto& file : exporter(format).run(record)) {
      // It comes last, as it says that the run is complete; notebooks bring a copy.
      if (file.name != "metrics.json") directory.write(file);
    }
  }
  for (const auto& file : exporter("json").run(record)) directory.write(file);
}

TrainedRun load_run(const std::filesystem::path& folder, const std::vector<std::string>& overrides) {
  if (!std::filesystem::exists(folder / "metrics.json")) {
    throw bayes::Error("there is no complete run", folder.string(),
                       "give the folder of a run; `bnn run … --resume` ends one");
  }
  TrainedRun run;
  run.config = load_experiment((folder / "config.yaml").string(), overrides);
  require_consistent(run.config);
  run.dataset = run.config.data.dataset.make().load();
  run.splits = splits_of(run.config, run.dataset);
  const auto& model = run.config.model;
  run.method =
      method_with(run.config, to_be_loaded(model.architecture.make(shape_of(run.dataset)), model.start));
  run.method->load(read_model(folder));
  return run;
}

report::RunRecord reload_run(const std::filesystem::path& folder, const WatchedPool& pool,
                             const std::vector<std::string>& overrides) {
  return measure_run(load_run(folder, overrides), folder, pool);
}

report::RunRecord measure_run(const TrainedRun& run, const std::filesystem::path& folder,
                              const WatchedPool& pool) {
  auto record = new_record(run.config, run.dataset, pool.pool);
  // The file of weights to start from may be gone by now.
  if (const auto began = read_environment(folder); began && began->contains("start_sha256")) {
    record.environment["start_sha256"] = began->at("start_sha256");
  }
  record.history = read_history(folder);
  record.training_seconds = total_seconds(record.history);
  require_memory(*run.method, run.splits, run.config,
                 static_cast<std::int64_t>(run.dataset.class_names.size()));
  evaluate(*run.method, run.splits, run.config, pool, record);
  return record;
}

}  // namespace bnn
