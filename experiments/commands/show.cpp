#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/compared_runs.h"
#include "experiments/config/experiment_config.h"
#include "experiments/run_directory.h"
#include "notebooks_export/result_tables.h"
#include "notebooks_export/sparkline.h"

namespace bnn {
namespace {

void print_course(const std::string& title, const std::vector<double>& values) {
  if (values.empty()) return;
  fmt::print("{:<20} {}  {:.4f} → {:.4f}\n", title, report::sparkline(values), values.front(), values.back());
}

void print_history(const std::vector<report::EpochRecord>& history) {
  std::vector<double> train, validation, accuracy, kl;
  for (const auto& epoch : history) {
    train.push_back(epoch.train_nll);
    validation.push_back(epoch.validation_nll);
    accuracy.push_back(epoch.validation_accuracy);
    kl.push_back(epoch.kl);
  }
  print_course("training NLL", train);
  print_course("validation NLL", validation);
  print_course("validation accuracy", accuracy);
  print_course("KL, nats", kl);
}

// The share that was right, for images of rising confidence: a calibrated run rises from left to right.
void print_reliability(const std::vector<report::ReliabilityBin>& bins) {
  std::vector<double> accuracy;
  for (const auto& bin : bins) accuracy.push_back(bin.accuracy);
  fmt::print("{:<20} {}  by confidence, 0 to 1\n", "share right", report::sparkline(accuracy));
}

void show(const std::string& run) {
  const auto config = load_experiment(run + "/config.yaml", {});
  const auto found = read_compared_run(run);
  report::RunRecord record;
  record.shown_metrics = config.report.metrics;
  record.splits.push_back({"test", 0, found.metrics, {}, {}});
  fmt::print("{}: {} of {} with a {} prior, on {}, seed {}\n\n{}\n", config.name, title_of(config),
             config.model.architecture.entry().name, config.model.prior.entry().name,
             config.data.dataset.entry().name, config.seed, report::plain_text(report::run_table(record)));
  print_history(read_history(run));
  print_reliability(found.reliability);
  fmt::print("\n{:.1f} s of training, {:.2f} s for 10,000 predictions; the whole report: {}/report.html\n",
             found.training_seconds, found.seconds_per_10000_predictions, run);
}

}  // namespace

void add_show(CLI::App& app) {
  auto run = std::make_shared<std::string>();
  auto* command = app.add_subcommand("show", "A complete run in the terminal: metrics, and small charts");
  command->footer("  bnn show runs/mnist_lenet5_bayes_by_backprop");
  command->add_option("run", *run, "Folder of a run")->required()->type_name("RUN");
  command->callback([run] { show(*run); });
}

}  // namespace bnn
