#include "notebooks_export/tables/result_tables.h"

#include <cmath>
#include <utility>

#include "notebooks_export/tables/enough_draws.h"
#include "notebooks_export/tables/shown_metrics.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

/// What a column is called, with the unit.
std::string column_title(const ComparedMetric& metric) {
  return metric.unit == Unit::kShare ? short_title(metric) + " %" : short_title(metric);
}

double scale(const MetricInfo& metric) { return metric.unit == Unit::kShare ? 100.0 : 1.0; }

const char* direction(Better better) {
  if (better == Better::kNeither) return "–";
  return better == Better::kHigher ? "higher" : "lower";
}

std::string mean_and_error(const ComparedMetric& metric) {
  const double by = scale(metric);
  const int places = metric_digits(metric.unit, metric.mean, metric.standard_error);
  const std::string mean = fixed(by * metric.mean, places);
  if (!std::isfinite(metric.standard_error)) return mean;
  return mean + " ± " + fixed(by * metric.standard_error, places);
}

std::string difference_and_interval(const ComparedMetric& metric, double low, double high) {
  const double by = scale(metric);
  if (!std::isfinite(low) || !std::isfinite(high)) {
    // Without an error a difference is as precise as what it is of.
    return signed_fixed(by * metric.difference, metric_digits(metric.unit, metric.mean, std::nan("")));
  }
  const int places = metric_digits(metric.unit, metric.difference, (high - low) / kIntervalOverError);
  return signed_fixed(by * metric.difference, places) + " [" + signed_fixed(by * low, places) + ", " +
         signed_fixed(by * high, places) + "]";
}

std::string over_seeds(const ComparedMetric& metric) {
  return difference_and_interval(metric, metric.difference_low, metric.difference_high);
}

std::string over_images(const ComparedMetric& metric) {
  return difference_and_interval(metric, metric.images_low, metric.images_high);
}

std::string with_interval(const MetricRow& metric) {
  const Estimate& estimate = metric.estimate;
  const int digits = metric_digits(metric.unit, estimate.value, error_over_images(estimate));
  const auto figure = [&](double value) { return metric_value(metric.unit, value, digits); };
  if (std::isnan(estimate.low) || std::isnan(estimate.high)) return figure(estimate.value);
  return figure(estimate.value) + " [" + figure(estimate.low) + ", " + figure(estimate.high) + "]";
}

/// "≈ 0.0004" where it is a rough one.
std::string monte_carlo_error_of(const MetricRow& metric) {
  const double error = metric.estimate.monte_carlo_error;
  if (error == 0.0 || !std::isfinite(error)) return "–";
  const std::string text = metric_value(metric.unit, error, metric_digits(metric.unit, error, error));
  return metric.estimate.approximate ? "≈\u00A0" + text : text;
}

std::string p_values(const std::vector<McNemarRow>& tests) {
  std::string text;
  for (const McNemarRow& test : tests) {
    text += text.empty() ? "" : ", ";
    text += test.p_value < 0.001 ? "<\u00A00.001" : fixed(test.p_value, 3);
  }
  return text.empty() ? "–" : text;
}

std::vector<const ComparedMetric*> columns_of(const ComparisonRecord& comparison) {
  if (comparison.methods.empty()) return {};
  return shown_metrics(comparison.methods.front().metrics, comparison.shown_metrics);
}

/// A first column with the method, then one a shown metric of the first method.
Table method_table(const ComparisonRecord& comparison) {
  Table table{"", {{"Method"}}, {}};
  for (const ComparedMetric* metric : columns_of(comparison)) {
    table.columns.push_back({column_title(*metric), Align::kRight});
  }
  return table;
}

template <class Written>
std::vector<Cell> method_row(const std::vector<const ComparedMetric*>& columns, const ComparedMethod& method,
                             Written&& written) {
  std::vector<Cell> row{method.label};
  for (const ComparedMetric* column : columns) {
    const ComparedMetric* metric = find_metric(method, column->key);
    row.push_back(Cell::figure(metric != nullptr ? written(*metric) : "–"));
  }
  return row;
}

}  // namespace

const ComparedMetric* find_metric(const ComparedMethod& method, const std::string& key) {
  for (const ComparedMetric& metric : method.metrics) {
    if (metric.key == key) return &metric;
  }
  return nullptr;
}

std::string examples_name(const RunRecord& run) { return run.numbers.examples > 0 ? "examples" : "images"; }

const SplitRecord* test_split(const RunRecord& run) {
  for (const SplitRecord& split : run.splits) {
    if (split.role == Role::kTest && split.change.empty()) return &split;
  }
  return run.splits.empty() ? nullptr : &run.splits.back();
}

Table run_table(const RunRecord& run) {
  const SplitRecord* split = test_split(run);
  return split_table(split == nullptr ? SplitRecord{} : *split, run.shown_metrics);
}

Table split_table(const SplitRecord& split, const std::vector<std::string>& shown) {
  Table table{"",
              {{"Metric"},
               {"Value", Align::kRight},
               {"95 % from", Align::kRight},
               {"to", Align::kRight},
               {"Monte Carlo error", Align::kRight},
               {"Better"}},
              {}};
  for (const MetricRow* metric : shown_metrics(split.metrics, shown)) {
    const Estimate& estimate = metric->estimate;
    const int digits = metric_digits(metric->unit, estimate.value, error_over_images(estimate));
    const auto figure = [&](double value) { return Cell::figure(metric_value(metric->unit, value, digits)); };
    table.rows.push_back({title_of(*metric), figure(estimate.value), figure(estimate.low),
                          figure(estimate.high), Cell::figure(monte_carlo_error_of(*metric)),
                          direction(metric->better)});
  }
  return table;
}

Table calibration_table(const RunRecord& run) {
  const SplitRecord* before = test_split(run);
  if (before == nullptr) return {};
  Table table{"", {{"Calibration"}}, {}};
  for (const MetricRow* metric : shown_metrics(before->metrics, run.shown_metrics)) {
    table.columns.push_back({short_title(*metric), Align::kRight});
  }
  const auto add_row = [&](std::string label, const SplitRecord& split) {
    std::vector<Cell> row{std::move(label)};
    for (const MetricRow* metric : shown_metrics(split.metrics, run.shown_metrics)) {
      row.push_back(Cell::figure(with_interval(*metric)));
    }
    table.rows.push_back(std::move(row));
  };
  for (const SplitRecord& split : run.splits) {
    if (split.note.empty()) continue;
    if (table.rows.empty()) add_row("none", *before);
    add_row(split.change, split);
  }
  return table.rows.empty() ? Table{} : table;
}

Table class_table(const SplitRecord& split, const std::vector<std::string>& class_names) {
  Table table{"",
              {{"Class"},
               {"Precision", Align::kRight},
               {"Recall", Align::kRight},
               {"F1", Align::kRight},
               {"Images", Align::kRight}},
              {}};
  for (std::size_t of = 0; of < split.per_class.size(); ++of) {
    const ClassRow& row = split.per_class[of];
    table.rows.push_back({of < class_names.size() ? class_names[of] : std::to_string(of),
                          Cell::figure(percent(row.precision)), Cell::figure(percent(row.recall)),
                          Cell::figure(percent(row.f1)), Cell::figure(grouped(row.support))});
  }
  return table;
}

Table decision_table(const DecisionRecord& decision) {
  Table table{"",
              {{"Rule"},
               {"Answers from", Align::kRight},
               {"Mean cost", Align::kRight},
               {"Expected cost", Align::kRight},
               {"Handed on", Align::kRight}},
              {}};
  for (const DecisionRule& rule : decision.rules) {
    table.rows.push_back({rule.title, Cell::figure(fixed(rule.threshold)), Cell::figure(fixed(rule.cost)),
                          Cell::figure(fixed(rule.expected)), Cell::figure(percent(rule.rejected))});
  }
  return table;
}

Table cost_table(const DecisionRecord& decision, const std::vector<std::string>& class_names) {
  if (decision.costs.empty()) return {};
  const auto name_of = [&](std::size_t of) {
    return of < class_names.size() ? class_names[of] : std::to_string(of);
  };
  const bool rejects = std::isfinite(decision.reject);
  Table table{"", {{"True class"}}, {}};
  for (std::size_t of = 0; of < decision.costs.size(); ++of) {
    table.columns.push_back({"→ " + name_of(of), Align::kRight});
  }
  if (rejects) table.columns.push_back({"Handed on", Align::kRight});
  for (std::size_t of = 0; of < decision.costs.size(); ++of) {
    std::vector<Cell> row{name_of(of)};
    for (const double cost : decision.costs[of]) row.push_back(Cell::figure(round_trip(cost)));
    if (rejects) row.push_back(Cell::figure(round_trip(decision.reject)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table learnt_scale_table(const std::vector<LearntScale>& scales) {
  Table table{"", {{"Weights"}, {"Learnt"}, {"Value", Align::kRight}}, {}};
  for (const auto& [tensor, name, value] : scales) {
    table.rows.push_back({tensor, scale_title(name), Cell::figure(significant(value, 4))});
  }
  return table;
}

Table comparison_table(const ComparisonRecord& comparison) {
  Table table = method_table(comparison);
  table.columns.push_back({"Training", Align::kRight});
  table.columns.push_back({"10 000 predictions", Align::kRight});
  for (const ComparedMethod& method : comparison.methods) {
    auto row = method_row(columns_of(comparison), method, mean_and_error);
    row.push_back(Cell::figure(duration(method.training_seconds)));
    row.push_back(Cell::figure(duration(method.seconds_per_10000_predictions)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table difference_table(const ComparisonRecord& comparison) {
  Table table = method_table(comparison);
  for (std::size_t at = 1; at < comparison.methods.size(); ++at) {
    table.rows.push_back(method_row(columns_of(comparison), comparison.methods[at], over_seeds));
  }
  return table;
}

Table images_table(const ComparisonRecord& comparison) {
  Table table = method_table(comparison);
  table.columns.push_back({"McNemar’s p", Align::kRight});
  for (std::size_t at = 1; at < comparison.methods.size(); ++at) {
    auto row = method_row(columns_of(comparison), comparison.methods[at], over_images);
    row.push_back(p_values(comparison.methods[at].mcnemar));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace report
