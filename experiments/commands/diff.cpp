#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "experiments/commands/command.h"
#include "experiments/compared_runs.h"
#include "experiments/config/yaml_document.h"
#include "experiments/config_differences.h"
#include "notebooks_export/table.h"

namespace bnn {
namespace {

using report::Align;
using report::Cell;

report::Table settings_table(const std::string& first, const std::string& second) {
  report::Table table{"", {{"Setting"}, {first}, {second}}, {}};
  const auto differences =
      config_differences(read_yaml_file(first + "/config.yaml"), read_yaml_file(second + "/config.yaml"));
  for (const auto& [key, ours, theirs] : differences) {
    table.rows.push_back({key, ours.empty() ? "–" : ours, theirs.empty() ? "–" : theirs});
  }
  return table;
}

std::string figure(const report::Estimate& estimate) {
  return fmt::format("{:.4f} [{:.4f}, {:.4f}]", estimate.value, estimate.low, estimate.high);
}

// Intervals over images; runs on the same images differ by less than two of them that overlap.
report::Table metrics_table(const std::string& first, const std::string& second) {
  const auto ours = read_compared_run(first).metrics, theirs = read_compared_run(second).metrics;
  report::Table table{
      "",
      {{"Metric"}, {first, Align::kRight}, {second, Align::kRight}, {"Second − first", Align::kRight}},
      {}};
  for (std::size_t i = 0; i < ours.size(); ++i) {
    table.rows.push_back(
        {ours[i].title, Cell::figure(figure(ours[i].estimate)), Cell::figure(figure(theirs[i].estimate)),
         Cell::figure(fmt::format("{:+.4f}", theirs[i].estimate.value - ours[i].estimate.value))});
  }
  return table;
}

void diff(const std::string& first, const std::string& second) {
  const auto settings = settings_table(first, second);
  if (settings.rows.empty()) {
    fmt::print("The configurations are the same.\n\n");
  } else {
    fmt::print("{}\n", report::plain_text(settings));
  }
  fmt::print("{}", report::plain_text(metrics_table(first, second)));
}

}  // namespace

void add_diff(CLI::App& app) {
  auto runs = std::make_shared<std::pair<std::string, std::string>>();
  auto* command =
      app.add_subcommand("diff", "What differs between two runs: settings, then metrics on the test images");
  command->footer("  bnn diff runs/mnist_compare/map/0 runs/mnist_compare/mc_dropout/0");
  command->add_option("first", runs->first, "Folder of a run")->required()->type_name("RUN");
  command->add_option("second", runs->second, "Folder of another")->required()->type_name("RUN");
  command->callback([runs] { diff(runs->first, runs->second); });
}

}  // namespace bnn
