#include "notebooks_export/html/html_report.h"

#include <algorithm>
#include <cmath>

#include "notebooks_export/charts/run_charts.h"
#include "notebooks_export/charts/weight_histograms.h"
#include "notebooks_export/html/html_page.h"
#include "notebooks_export/records/citation.h"
#include "notebooks_export/tables/conformal_tables.h"
#include "notebooks_export/tables/enough_draws.h"
#include "notebooks_export/tables/measurement_table.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using kainjow::mustache::data;

/// Each chart under "chart_<id>", so that the template decides where it stands.
void set_charts(data& values, const std::vector<Chart>& charts) {
  for (const Chart& chart : charts) values.set("chart_" + chart.id, chart_data(chart));
}

void set_provenance(data& values, const std::string& config_yaml, const nlohmann::ordered_json& environment) {
  values.set("config", printable_lines(config_yaml));
  values.set("environment", table_data(flat_table(environment)));
}

std::string draws_phrase(std::int64_t draws) {
  return draws == 1 ? "one prediction" : "the mean of " + grouped(draws) + " posterior draws";
}

/// The metrics that say in a sentence what they mean, at the head of the report.
data headline_list(const RunRecord& run) {
  data list{data::type::list};
  const SplitRecord* test = test_split(run);
  if (test == nullptr) return list;
  for (const MetricRow& metric : test->metrics) {
    if (metric.reading.empty()) continue;
    const auto& [value, low, high, monte_carlo_error, approximate] = metric.estimate;
    const int digits = metric_digits(metric.unit, value, error_over_images(metric.estimate));
    const auto written = [&](double figure) { return metric_value(metric.unit, figure, digits); };
    const bool known = std::isfinite(low) && std::isfinite(high);
    data entry;
    entry.set("title", text_data(metric.title));
    entry.set("value", written(value));
    entry.set("interval", known ? data{written(low) + " to " + written(high)} : data{false});
    entry.set("reading", text_data(metric.reading));
    list.push_back(entry);
  }
  return list;
}

data method_list(const ComparisonRecord& comparison) {
  data list{data::type::list};
  for (const ComparedMethod& method : comparison.methods) {
    data runs{data::type::list};
    for (std::size_t at = 0; at < method.run_directories.size(); ++at) {
      data run;
      run.set("link", relative_link(method.run_directories[at] + "/report.html"));
      run.set("seed",
              at < comparison.seeds.size() ? std::to_string(comparison.seeds[at]) : std::to_string(at));
      runs.push_back(run);
    }
    data entry;
    entry.set("label", text_data(method.label));
    entry.set("method", text_data(method.method));
    entry.set("note", method.note.empty() ? data{false} : text_data(method.note));
    entry.set("runs", runs);
    entry.set("config", method.config_yaml.empty() ? data{false} : data{printable_lines(method.config_yaml)});
    entry.set("seed",
              comparison.seeds.empty() ? data{false} : data{std::to_string(comparison.seeds.front())});
    list.push_back(entry);
  }
  return list;
}

/// Every metric of the test split: a report has room for what a terminal has not.
Table whole_table(const RunRecord& run) {
  const SplitRecord* test = test_split(run);
  return test == nullptr ? Table{} : split_table(*test);
}

/// Precision, recall and F1 beside the confusion matrix.
data classes_of(const RunRecord& run) {
  const SplitRecord* test = test_split(run);
  if (test == nullptr || test->per_class.empty()) return data{false};
  return table_data(class_table(*test, run.class_names));
}

/// What was found on the test split: those that are charts, then those that are tables.
void set_found(data& values, const RunRecord& run) {
  data charts{data::type::list}, tables{data::type::list};
  for (const Chart& chart : found_charts(run)) charts.push_back(chart_data(chart));
  const SplitRecord* test = test_split(run);
  const SplitRecord nothing{};
  for (const Measurement& measurement : (test == nullptr ? nothing : *test).found) {
    const auto* table = std::get_if<MeasuredTable>(&measurement.of);
    if (table == nullptr) continue;
    data entry = table_data(measurement_table(measurement, table->rows.size()));
    entry.set("title_of_table", text_data(measurement.title));
    entry.set("reading", text_data(measurement.reading));
    tables.push_back(entry);
  }
  values.set("found_charts", charts);
  values.set("found_tables", tables);
}

/// What the prose of a run with numbers or with classes says differently.
void set_kind(data& values, const RunRecord& run) {
  const bool of_numbers = run.numbers.examples > 0;
  const std::int64_t draws = of_numbers ? run.numbers.draws : run.predictions.draws;
  std::string targets;
  for (const std::string& name : run.numbers.target_names) targets += (targets.empty() ? "" : ", ") + name;
  values.set("of_numbers", of_numbers);
  values.set("of_classes", !of_numbers);
  values.set("examples_name", examples_name(run));
  values.set("targets", targets.empty() ? data{false} : text_data(targets));
  values.set("draws", draws_phrase(draws));
  values.set("draws_count", grouped(draws) + (draws == 1 ? " draw" : " draws"));
  values.set("examples", grouped(of_numbers ? run.numbers.examples : run.predictions.examples));
}

/// What was fitted, one by one, and one table of all; false where nothing was calibrated.
data calibrated_data(const RunRecord& run) {
  const Table figures = calibration_table(run);
  if (figures.rows.empty()) return data{false};
  data list{data::type::list};
  for (const SplitRecord& split : run.splits) {
    if (split.note.empty()) continue;
    data entry;
    entry.set("note", text_data(split.note));
    entry.set("warning", split.warning.empty() ? data{false} : text_data(split.warning));
    list.push_back(entry);
  }
  data values;
  values.set("fits", list);
  values.set("figures", table_data(figures));
  return values;
}

/// One table each, and a list of warnings; false where the run has no prediction sets.
data conformal_data(const RunRecord& run) {
  if (run.conformal.empty()) return data{false};
  data warnings{data::type::list};
  for (const ConformalRecord& record : run.conformal) {
    if (record.warning.empty()) continue;
    data entry;
    entry.set("sets", text_data(record.title + " (" + record.options + ")"));
    entry.set("warning", text_data(record.warning));
    warnings.push_back(entry);
  }
  data values;
  values.set("warnings", warnings);
  values.set("sets", table_data(conformal_table(run.conformal)));
  values.set("by_class", table_data(conformal_class_table(run.conformal, run.class_names)));
  values.set("by_size", table_data(conformal_size_table(run.conformal)));
  return values;
}

}  // namespace

std::vector<ExportedFile> export_html(const RunRecord& run) {
  data values;
  values.set("name", text_data(run.name));
  values.set("method", text_data(run.method_title.empty() ? run.method : run.method_title));
  values.set("model", text_data(run.model));
  values.set("dataset", text_data(run.dataset));
  values.set("seed", std::to_string(run.seed));
  values.set("weights", grouped(run.weights_count));
  set_kind(values, run);
  values.set("training", duration(run.training_seconds));
  values.set("predicting", duration(run.seconds_per_10000_predictions));
  values.set("headlines", headline_list(run));
  values.set("metrics", table_data(whole_table(run)));
  values.set("calibrated", calibrated_data(run));
  values.set("conformal", conformal_data(run));
  set_charts(values, run_charts(run));
  set_found(values, run);
  values.set("classes", classes_of(run));
  values.set("decisions",
             run.decision.rules.empty() ? data{false} : table_data(decision_table(run.decision)));
  const Table costs = cost_table(run.decision, run.class_names);
  values.set("costs", costs.rows.empty() ? data{false} : table_data(costs));
  values.set("costs_alike", costs.rows.empty());
  values.set("rejects", std::isfinite(run.decision.reject));
  values.set("cost_wrong", significant(run.decision.wrong));
  values.set("cost_reject", significant(run.decision.reject));
  values.set("kl_estimated", std::any_of(run.layers.begin(), run.layers.end(),
                                         [](const LayerSummary& layer) { return layer.kl_error > 0.0; }));
  values.set("layers",
             run.layers.empty() ? data{false} : table_data(layer_table(run.layers, run.complexity)));
  values.set("learnt_scales",
             run.learnt_scales.empty() ? data{false} : table_data(learnt_scale_table(run.learnt_scales)));
  const bool uncertain = !run.most_uncertain.empty();
  const bool wrong = !run.confidently_wrong.empty();
  values.set("has_images", uncertain || wrong);
  values.set("has_uncertain", uncertain);
  values.set("has_wrong", wrong);
  values.set("uncertain", data{"shown", image_list(run.most_uncertain, run.class_names)});
  values.set("wrong", data{"shown", image_list(run.confidently_wrong, run.class_names)});
  set_provenance(values, run.config_yaml, run.environment);
  values.set("citation", printable_lines(citation(run)));
  return {{"report.html", html_page("run.mustache", values)}};
}

std::vector<ExportedFile> export_html(const ComparisonRecord& comparison) {
  data values;
  values.set("name", text_data(comparison.name));
  values.set("model", text_data(comparison.model));
  values.set("dataset", text_data(comparison.dataset));
  values.set("methods_count", std::to_string(comparison.methods.size()));
  const std::size_t seeds = comparison.seeds.size();
  values.set("seeds", std::to_string(seeds) + (seeds == 1 ? " seed" : " seeds"));
  values.set("total", duration(comparison.total_seconds));
  values.set("summary", table_data(comparison_table(comparison)));
  values.set("by_images", comparison.methods.size() < 2 ? data{false} : table_data(images_table(comparison)));
  values.set("methods", method_list(comparison));
  set_charts(values, comparison_charts(comparison));
  set_provenance(values, comparison.config_yaml, comparison.environment);
  values.set("citation", printable_lines(citation(comparison)));
  return {{"report.html", html_page("comparison.mustache", values)}};
}

}  // namespace report
