#include "notebooks_export/charts/comparison_dots.h"

#include <cmath>
#include <utility>

#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/tables/shown_metrics.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> labels_of(const ComparisonRecord& comparison) {
  std::vector<std::string> labels;
  for (const ComparedMethod& method : comparison.methods) labels.push_back(method.label);
  return labels;
}

ordered_json by_method(ordered_json scale) {
  return {{"field", "method"}, {"type", "nominal"}, {"legend", nullptr}, {"scale", std::move(scale)}};
}

const char* direction(Better better) {
  if (better == Better::kNeither) return "neither is better";
  return better == Better::kHigher ? "higher is better →" : "← lower is better";
}

/// Layers of an interval and a point for each method: the fields are "value", "from" and "to".
ordered_json interval_panel(const ComparedMetric& metric, const std::string& axis, const ordered_json& rows,
                            const std::vector<std::string>& labels) {
  const std::string format = metric.unit == Unit::kShare ? ".2~%" : ".4~g";
  std::vector<std::string> shown;
  for (const ordered_json& row : rows) shown.push_back(row["method"]);
  const ordered_json y{
      {"field", "method"},
      {"type", "nominal"},
      {"title", nullptr},
      {"scale", {{"domain", shown}}},
      {"axis",
       {{"labelLimit", 130}, {"labelPadding", 8}, {"ticks", false}, {"domain", false}, {"minExtent", 124}}}};
  const ordered_json x{{"field", "value"},
                       {"type", "quantitative"},
                       {"title", axis},
                       {"axis", {{"format", format}, {"tickCount", 4}}},
                       {"scale", {{"zero", false}, {"padding", 14}}}};
  const ordered_json tooltip{{{"field", "method"}, {"type", "nominal"}, {"title", "method"}},
                             {{"field", "value"}, {"type", "quantitative"}, {"format", format}},
                             {{"field", "from"}, {"type", "quantitative"}, {"format", format}},
                             {{"field", "to"}, {"type", "quantitative"}, {"format", format}}};
  return {{"title",
           {{"text", title_of(metric)},
            {"limit", 260},
            {"subtitle", direction(metric.better)},
            {"subtitleColor", kGrey}}},
          {"width", 220},
          {"height", 26 * shown.size()},
          {"data", {{"values", rows}}},
          {"layer",
           {{{"transform", {{{"filter", "isValid(datum.from)"}}}},
             {"mark", {{"type", "rule"}, {"strokeWidth", 2.2}}},
             {"encoding",
              {{"y", y},
               {"x", {{"field", "from"}, {"type", "quantitative"}, {"title", axis}}},
               {"x2", {{"field", "to"}}},
               {"color", by_method(series_colours(labels))}}}},
            {{"mark", {{"type", "point"}, {"filled", true}, {"size", 90}, {"opacity", 1}}},
             {"encoding",
              {{"y", y},
               {"x", x},
               {"color", by_method(series_colours(labels))},
               {"shape", by_method(series_shapes(labels))},
               {"tooltip", tooltip}}}}}}};
}

ordered_json seed_ticks(const ComparisonRecord& comparison, const std::string& key) {
  ordered_json rows = ordered_json::array();
  for (const ComparedMethod& method : comparison.methods) {
    const ComparedMetric* metric = find_metric(method, key);
    if (metric == nullptr) continue;
    for (const double value : metric->per_seed) {
      if (std::isfinite(value)) rows.push_back({{"method", method.label}, {"seed_value", value}});
    }
  }
  return {{"data", {{"values", rows}}},
          {"mark", {{"type", "tick"}, {"thickness", 1.5}, {"size", 11}, {"color", kGrey}, {"opacity", 0.75}}},
          {"encoding",
           {{"y", {{"field", "method"}, {"type", "nominal"}}},
            {"x", {{"field", "seed_value"}, {"type", "quantitative"}}}}}};
}

ordered_json interval_row(const std::string& label, double value, double from, double to) {
  return {{"method", label}, {"value", value}, {"from", from}, {"to", to}};
}

}  // namespace

Chart comparison_dots(const ComparisonRecord& comparison) {
  Chart chart{"metrics", "Each method on the test images", "", {}, comparison_table(comparison)};
  chart.reading =
      "Points are means over the seeds, lines reach two standard errors of the mean to each side, grey ticks "
      "are single seeds. "
      "The axes do not start at zero.";
  chart.spec = chart_head(chart.title, chart.reading);
  ordered_json panels = ordered_json::array();
  const std::vector<std::string> labels = labels_of(comparison);
  for (const ComparedMetric* column :
       shown_metrics(comparison.methods.front().metrics, comparison.shown_metrics)) {
    ordered_json rows = ordered_json::array();
    for (const ComparedMethod& method : comparison.methods) {
      const ComparedMetric* metric = find_metric(method, column->key);
      if (metric == nullptr || !std::isfinite(metric->mean)) continue;
      const double reach = 2.0 * metric->standard_error;
      rows.push_back(interval_row(method.label, metric->mean, metric->mean - reach, metric->mean + reach));
    }
    ordered_json panel = interval_panel(*column, "Mean over seeds", rows, labels);
    panel["layer"].insert(panel["layer"].begin(), seed_ticks(comparison, column->key));
    panels.push_back(panel);
  }
  chart.spec["concat"] = panels;
  chart.spec["columns"] = 2;
  return chart;
}

Chart comparison_differences(const ComparisonRecord& comparison) {
  Chart chart{"differences", "Difference to the first method", "", {}, difference_table(comparison)};
  chart.reading =
      "Each method minus " + comparison.methods.front().label +
      ", paired by seed, with 95 % t intervals. An interval that crosses the dashed line at 0 leaves open "
      "which of the two is better.";
  chart.spec = chart_head(chart.title, chart.reading);
  ordered_json panels = ordered_json::array();
  const std::vector<std::string> labels = labels_of(comparison);
  for (const ComparedMetric* column :
       shown_metrics(comparison.methods.front().metrics, comparison.shown_metrics)) {
    ordered_json rows = ordered_json::array();
    for (std::size_t at = 1; at < comparison.methods.size(); ++at) {
      const ComparedMetric* metric = find_metric(comparison.methods[at], column->key);
      if (metric == nullptr || !std::isfinite(metric->difference)) continue;
      rows.push_back(interval_row(comparison.methods[at].label, metric->difference, metric->difference_low,
                                  metric->difference_high));
    }
    ordered_json panel = interval_panel(*column, "Difference", rows, labels);
    panel["layer"].push_back({{"data", {{"values", {{{"zero", 0}}}}}},
                              {"mark", {{"type", "rule"}, {"color", kGrey}, {"strokeDash", {5, 4}}}},
                              {"encoding", {{"x", {{"field", "zero"}, {"type", "quantitative"}}}}}});
    panels.push_back(panel);
  }
  chart.spec["concat"] = panels;
  chart.spec["columns"] = 2;
  return chart;
}

}  // namespace report
