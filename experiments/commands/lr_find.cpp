#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/methods/learning_rate_range.h"
#include "experiments/commands/command.h"
#include "experiments/commands/run_options.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folder_name.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "experiments/run/consistency.h"
#include "experiments/run/runner.h"
#include "experiments/saved_run/output_rules.h"
#include "notebooks_export/html/learning_rate_report.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

struct LrFindOptions {
  std::string config;
  std::vector<std::string> overrides;
  std::string output;
  int threads = 0;
  bayes::LearningRateRangeOptions range;
};

// Shows how far the test is; a signal stops it.
class LrFindProgress : public bayes::TrainingObserver {
 public:
  explicit LrFindProgress(Progress::Work work) : work_(std::move(work)) {}
  bool on_step(const bayes::StepReport& step) override {
    work_.update(step.examples, fmt::format("nll {:.4f}", step.nll));
    return pending_signal() == 0;
  }
  void finish() { work_.finish(); }

 private:
  Progress::Work work_;
};

fs::path new_folder(const LrFindOptions& options, const std::string& name) {
  const fs::path folder = options.output.empty() ? "runs/" + folder_name(name) + "_lr_find" : options.output;
  if (fs::is_directory(folder) && !is_empty_but_for_lock(folder)) {
    throw bayes::Error("the output folder holds files already", folder.string(),
                       "choose another with --output, or empty it");
  }
  require_harmless(folder / "lr_find.html", {{options.config}});
  make_output_folder(folder);
  return folder;
}

report::LearningRateRecord new_lr_record(const ExperimentConfig& config) {
  report::LearningRateRecord record;
  record.name = config.name;
  record.method_title = config.method.entry().title;
  record.model = config.model.architecture.entry().name;
  record.dataset = config.data.dataset.entry().name;
  record.optimizer = config.training.optimizer.entry().title;
  record.seed = config.seed;
  record.configured = config.training.optimizer.make()({})->learning_rate();
  record.config_yaml = to_yaml(config);
  return record;
}

void add_found(const bayes::LearningRateRange& range, report::LearningRateRecord& record) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (const auto& point : range.points)
    record.steps.push_back({point.learning_rate, point.loss, point.smoothed});
  record.diverged = range.diverged;
  record.steepest = range.steepest.value_or(kNone);
  record.tenth_of_lowest = range.tenth_of_lowest.value_or(kNone);
}

void lr_find(const LrFindOptions& options) {
  const auto config = load_experiment(options.config, options.overrides);
  require_consistent(config, shape_ahead(config));
  const fs::path folder = new_folder(options, config.name);
  watch_signals(AfterSignal::kBeginsAnew);
  const auto pool = make_pool(options.threads);
  Progress progress;
  const Dataset dataset = config.data.dataset.make().load();
  const Splits splits = splits_of(config, dataset);
  const auto method = make_method(config, dataset, &splits.standardisation);
  auto record = new_lr_record(config);
  record.environment = describe_environment(*pool, dataset);
  const std::int64_t examples = options.range.steps * config.training.options.batch_size;
  LrFindProgress observer(progress.start("learning rates", examples));
  const bayes::Training training{splits.train,
                                 {},
                                 config.training.options,
                                 config.training.optimizer.make(),
                                 bayes::constant_schedule({}),
                                 *pool,
                                 observer};
  add_found(bayes::learning_rate_range(*method, training, options.range), record);
  observer.finish();
  stop_if_interrupted();
  for (const auto& file : report::export_learning_rates(record))
    write_file_atomically(folder / file.name, file.bytes);
  print_table(report::suggested_rates(record));
  print("results: {}\n", terminal_line(folder.string()));
}

}  // namespace

void add_lr_find(CLI::App& app) {
  auto options = std::make_shared<LrFindOptions>();
  auto* command = app.add_subcommand("lr-find", "Find a learning rate: the loss while the rate grows");
  command->footer(
      "Trains the configured method for some hundred steps in which the learning rate grows by the same\n"
      "factor, until the loss diverges (Smith 2017, section 3.3), and suggests the rate where the loss "
      "falls\n"
      "fastest, and a tenth of the one where it is lowest. Good first values of\n"
      "training.optimizer.learning_rate; the optimiser, its other options and the batch size are the\n"
      "configuration's, schedule and warm-ups are off. Writes lr_find.html (the curve), lr_find.csv and\n"
      "lr_find.json into a new folder; no run is touched.\n\n"
      "  bnn lr-find configs/mnist_lenet5_bayes_by_backprop.yaml\n"
      "  bnn lr-find configs/mnist_lenet5_map.yaml training.optimizer.name=sgd --highest 100 --steps 500");
  command->add_option("config", options->config, "Configuration file (YAML)")
      ->required()
      ->type_name("CONFIG.yaml");
  command->add_option("overrides", options->overrides, "Settings instead of the file's: training.epochs=3")
      ->type_name("key.path=value");
  command
      ->add_option("-o,--output", options->output,
                   "Folder of the results; runs/<name>_lr_find where none is given")
      ->type_name("DIR");
  command->add_option("--threads", options->threads, "Threads; 0 for one a core. Changes no number")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  bayes::LearningRateRangeOptions::visit_fields(
      options->range, [&](const char* name, auto& value, const bayes::Range& range, const char* help) {
        command->add_option("--" + std::string(name), value, help)
            ->capture_default_str()
            ->check(
                [range](const std::string& text) -> std::string {
                  return range.contains(std::strtod(text.c_str(), nullptr)) ? "" : text + " is out of range";
                },
                "");
      });
  command->callback([options] { lr_find(*options); });
}

}  // namespace bnn
