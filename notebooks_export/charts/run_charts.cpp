#include "notebooks_export/charts/run_charts.h"

#include <algorithm>
#include <utility>

#include "notebooks_export/charts/comparison_dots.h"
#include "notebooks_export/charts/confusion_matrix.h"
#include "notebooks_export/charts/draws_curve.h"
#include "notebooks_export/charts/entropy_histogram.h"
#include "notebooks_export/charts/kl_by_layer.h"
#include "notebooks_export/charts/learning_curves.h"
#include "notebooks_export/charts/learnt_scales.h"
#include "notebooks_export/charts/measurement_chart.h"
#include "notebooks_export/charts/pruning_curve.h"
#include "notebooks_export/charts/reliability_diagram.h"
#include "notebooks_export/charts/weight_histograms.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/tables/result_tables.h"

namespace report {

std::vector<Chart> found_charts(const RunRecord& run) {
  std::vector<Chart> charts;
  const SplitRecord* test = test_split(run);
  if (test == nullptr) return charts;
  for (const Measurement& measurement : test->found) {
    if (auto chart = measurement_chart(measurement)) charts.push_back(std::move(*chart));
  }
  return charts;
}

std::vector<Chart> run_charts(const RunRecord& run) {
  std::vector<Chart> charts;
  const SplitRecord* test = test_split(run);
  if (test != nullptr && !test->reliability.empty()) charts.push_back(reliability_diagram(*test));
  if (run.predictions.examples > 0) charts.push_back(entropy_histogram(run.predictions));
  for (Chart& chart : found_charts(run)) charts.push_back(std::move(chart));
  if (test != nullptr && !test->confusion.empty()) charts.push_back(confusion_matrix(*test, run.class_names));
  if (!run.draws.empty()) charts.push_back(draws_curve(run));
  if (!run.history.empty()) charts.push_back(learning_curves(run.history, run.complexity));
  if (!run.history.empty() && !run.history.front().kl_by_tensor.empty()) {
    charts.push_back(kl_by_layer(run.history, run.complexity));
  }
  if (!run.history.empty() && !run.history.front().learnt_scales.empty()) {
    charts.push_back(learnt_scales(run.history));
  }
  if (!run.layers.empty()) charts.push_back(weight_mean_histograms(run.layers, run.complexity));
  const bool spread = std::any_of(run.layers.begin(), run.layers.end(),
                                  [](const LayerSummary& layer) { return layer.mean_sd > 0.0; });
  if (spread) charts.push_back(weight_sd_histograms(run.layers, run.complexity));
  if (!run.pruning.empty()) charts.push_back(pruning_curve(run));
  return charts;
}

std::vector<Chart> comparison_charts(const ComparisonRecord& comparison) {
  if (comparison.methods.empty()) return {};
  std::vector<Chart> charts{comparison_dots(comparison)};
  if (comparison.methods.size() > 1) charts.push_back(comparison_differences(comparison));
  const auto has_reliability = [](const ComparedMethod& method) { return !method.reliability.empty(); };
  if (std::any_of(comparison.methods.begin(), comparison.methods.end(), has_reliability)) {
    charts.push_back(reliability_overlay(comparison.methods));
  }
  return charts;
}

std::vector<ExportedFile> chart_files(const std::vector<Chart>& charts) {
  std::vector<ExportedFile> files;
  for (const Chart& chart : charts)
    files.push_back({"charts/" + chart.id + ".vl.json", json_text(chart.spec)});
  return files;
}

}  // namespace report
