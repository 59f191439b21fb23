#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/commands/print_record.h"
#include "experiments/compare/compared_runs.h"
#include "experiments/compare/saved_comparison.h"
#include "experiments/config/experiment_config.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/run_directory.h"
#include "experiments/saved_run/saved_figures.h"
#include "notebooks_export/records/complexity.h"
#include "notebooks_export/tables/conformal_tables.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/tables/text_charts.h"
#include "notebooks_export/text/sparkline.h"

namespace bnn {
namespace {

void print_course(const std::string& title, const std::vector<double>& values) {
  if (values.empty() || !std::isfinite(values.back())) return;  // no validation images
  const std::size_t beside = 46;  // the title, and two numbers of at most ten columns
  const std::size_t room = terminal_columns() - std::min(terminal_columns(), beside);
  print("{:<20} {}  {:.4g} → {:.4g}\n", title,
        report::sparkline(values, std::clamp<std::size_t>(room, 8, 60)), values.front(), values.back());
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
  print("NLL by epoch, nats\n{}\n",
        report::curve_chart({{"training NLL", by_epoch(history, &EpochRecord::train_nll)},
                             {"validation NLL", by_epoch(history, &EpochRecord::validation_nll)}}));
  const std::string figure = history.empty() ? EpochRecord{}.figure : history.front().figure;
  print_course("validation " + figure, by_epoch(history, &EpochRecord::validation_figure));
  print_course(report::complexity_title(complexity) + ", nats", by_epoch(history, &EpochRecord::kl));
  print_course("learning rate", by_epoch(history, &EpochRecord::learning_rate));
}

void show(const std::string& run) {
  require_intact(run);
  const auto config = load_experiment(run + "/config.yaml", {});
  const auto found = read_compared_run(run);
  const auto figures = read_figures(run);
  report::RunRecord record;
  record.shown_metrics = figures.method.empty() ? config.report.metrics : figures.shown_metrics;
  record.class_names = figures.class_names;
  record.splits.push_back({"test", 0, found.metrics});
  record.conformal = found.conformal;
  print_wrapped(fmt::format("{}: {} of {} with a {} prior, on {}, seed {}", terminal_line(config.name),
                            title_of(config), config.model.architecture.entry().name,
                            config.model.prior.entry().name, config.data.dataset.entry().name, config.seed));
  print("\n");
  print_record(record);
  print_history(read_history(run), found.complexity);
  if (!found.reliability.empty()) {
    print("\nShare right by confidence on the test images; the mark is the mean confidence\n{}",
          report::reliability_chart(found.reliability));
  }
  print("\n{:.1f} s of training, {:.2f} s for 10,000 predictions\n", found.training_seconds,
        found.seconds_per_10000_predictions);
  const std::string page = run + "/report.html";
  if (std::filesystem::exists(page)) print("the whole report: {}\n", terminal_line(page));
}

void show_comparison(const std::string& folder) {
  const auto record = read_comparison(folder);
  print_wrapped(fmt::format("{}: {} methods on {} of {}, seeds {}", terminal_line(record.name),
                            record.methods.size(), terminal_line(record.model), terminal_line(record.dataset),
                            fmt::join(record.seeds, ", ")));
  print("\n");
  print_comparison(record);
  report::Table methods{"The methods", {{"Label"}, {"Method"}, {"Differs in"}, {"Runs"}}, {}};
  for (const auto& method : record.methods) {
    methods.rows.push_back({method.label, method.method, method.note.empty() ? "–" : method.note,
                            fmt::format("{}", fmt::join(method.run_directories, "; "))});
  }
  print_table(methods);
  const std::string page = folder + "/report.html";
  if (std::filesystem::exists(page)) print("the whole report: {}\n", terminal_line(page));
}

}  // namespace

void add_show(CLI::App& app) {
  auto run = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("show", "A run or a comparison in the terminal: metrics, and small charts");
  command->footer("  bnn show runs/mnist_lenet5_bayes_by_backprop\n  bnn show runs/mnist_compare");
  command->add_option("run", *run, "Folder of a run or of a comparison")->required()->type_name("RUN");
  command->callback([run] { holds_comparison(*run) ? show_comparison(*run) : show(*run); });
}

}  // namespace bnn
