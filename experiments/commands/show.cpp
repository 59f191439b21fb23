#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <map>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/compared_runs.h"
#include "experiments/config/experiment_config.h"
#include "experiments/run_directory.h"
#include "notebooks_export/complexity.h"
#include "notebooks_export/conformal_tables.h"
#include "notebooks_export/result_tables.h"
#include "notebooks_export/sparkline.h"
#include "notebooks_export/text_charts.h"

namespace bnn {
namespace {

void print_course(const std::string& title, const std::vector<double>& values) {
  if (values.empty() || !std::isfinite(values.back())) return;  // no validation images
  fmt::print("{:<20} {}  {:.4g} → {:.4g}\n", title, report::sparkline(values), values.front(), values.back());
}

// By epoch, the mean over the members of an ensemble.
std::vector<double> by_epoch(const std::vector<report::EpochRecord>& history,
                             double report::EpochRecord::*figure) {
  std::map<std::int64_t, std::pair<double, double>> sums;
  for (const auto& epoch : history) {
    sums[epoch.epoch].first += epoch.*figure;
    sums[epoch.epoch].second += 1.0;
  }
  std::vector<double> means;
  for (const auto& [epoch, sum] : sums) means.push_back(sum.first / sum.second);
  return means;
}

void print_history(const std::vector<report::EpochRecord>& history, report::Complexity complexity) {
  using report::EpochRecord;
  fmt::print("NLL by epoch, nats\n{}\n",
             report::curve_chart({{"training NLL", by_epoch(history, &EpochRecord::train_nll)},
                                  {"validation NLL", by_epoch(history, &EpochRecord::validation_nll)}}));
  print_course("validation accuracy", by_epoch(history, &EpochRecord::validation_accuracy));
  print_course(report::complexity_title(complexity) + ", nats", by_epoch(history, &EpochRecord::kl));
  print_course("learning rate", by_epoch(history, &EpochRecord::learning_rate));
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
  if (!found.conformal.empty()) {
    fmt::print("Prediction sets of the test images\n{}\n",
               report::plain_text(report::conformal_table(found.conformal)));
  }
  print_history(read_history(run), found.complexity);
  fmt::print("\nShare right by confidence on the test images; the mark is the mean confidence\n{}",
             report::reliability_chart(found.reliability));
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
