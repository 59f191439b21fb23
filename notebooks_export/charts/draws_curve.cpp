#include "notebooks_export/charts/draws_curve.h"

#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "notebooks_export/tables/enough_draws.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/tables/shown_metrics.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

const MetricOfDraws* find_at(const DrawsPoint& point, const std::string& key) {
  for (const MetricOfDraws& metric : point.metrics) {
    if (metric.key == key) return &metric;
  }
  return nullptr;
}

std::string draws_sentence(const RunRecord& run, const std::vector<const MetricRow*>& metrics) {
  std::map<std::int64_t, std::string> by_draws;
  std::string more;
  const auto add = [](std::string& list, const std::string& title) {
    list += (list.empty() ? "" : ", ") + title;
  };
  for (const MetricRow* metric : metrics) {
    const auto enough = enough_draws(run, metric->key);
    if (enough) add(by_draws[*enough], title_of(*metric));
    const auto error = enough ? std::nullopt : draws_error(run, metric->key);
    if (error) {
      more += (more.empty() ? "" : "; ") + title_of(*metric) + " about " + percent(error->share, 0) +
              " (a tenth takes about " + grouped(error->needed) + " draws)";
    }
  }
  std::string text;
  for (const auto& [draws, titles] : by_draws) {
    text += grouped(draws) + (draws == 1 ? " draw is" : " draws are") + " enough for: " + titles + ". ";
  }
  if (!more.empty()) {
    text += "The error that " + grouped(run.draws.back().draws) +
            " draws leave, as a share of the error over " + examples_name(run) + ": " + more + ". ";
  }
  return text;
}

std::string with_error(Unit unit, const MetricOfDraws& metric) {
  const int digits = metric_digits(unit, metric.value, metric.monte_carlo_error);
  return metric_value(unit, metric.value, digits) + " ± " +
         metric_value(unit, metric.monte_carlo_error, digits);
}

Table draws_table(const RunRecord& run, const std::vector<const MetricRow*>& metrics) {
  Table table{"", {{"Draws", Align::kRight}, {"Subsets", Align::kRight}}, {}};
  for (const MetricRow* metric : metrics) table.columns.push_back({title_of(*metric), Align::kRight});
  for (const DrawsPoint& point : run.draws) {
    std::vector<Cell> row{point.draws, point.subsets};
    for (const MetricRow* metric : metrics) {
      const MetricOfDraws* found = find_at(point, metric->key);
      row.push_back(Cell::figure(found == nullptr ? "–" : with_error(metric->unit, *found)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Chart draws_curve(const RunRecord& run) {
  const SplitRecord* test = test_split(run);
  std::vector<const MetricRow*> metrics;
  if (test != nullptr) metrics = shown_metrics(test->metrics, run.shown_metrics);
  Chart chart{"draws", "How many draws are enough?", "", {}, draws_table(run, metrics)};
  chart.reading =
      draws_sentence(run, metrics) +
      "Below the dashed line, the error from the finite number of draws is less than a tenth of the standard "
      "error from the finite number of " +
      examples_name(run) + ". Points before the last come from disjoint subsets of the draws.";

  ordered_json rows = ordered_json::array();
  std::vector<std::string> names;
  for (std::size_t series = 0; series < metrics.size(); ++series) {
    names.push_back(title_of(*metrics[series]));
    const double over_images = error_over_images(run, metrics[series]->key);
    for (const DrawsPoint& point : run.draws) {
      const MetricOfDraws* found = find_at(point, metrics[series]->key);
      const double ratio = found == nullptr ? std::nan("") : found->monte_carlo_error / over_images;
      if (!std::isfinite(ratio) || ratio <= 0.0) continue;  // a logarithm has no place for them
      rows.push_back(
          {{"draws", point.draws}, {"metric", names.back()}, {"series", series}, {"ratio", ratio}});
    }
  }
  const auto by_metric = [&](ordered_json scale) -> ordered_json {
    return {{"field", "metric"},
            {"type", "nominal"},
            {"title", nullptr},
            {"scale", std::move(scale)},
            {"legend", {{"columns", 2}}}};
  };
  ordered_json x = quantity("draws", "Posterior draws", "d");
  x["scale"] = {{"type", "log"}, {"base", 2}};
  ordered_json y = quantity("ratio", "Monte Carlo error / standard error over " + examples_name(run), ".2~g");
  y["scale"] = {{"type", "log"}};
  chart.spec = chart_head(chart.title, chart.reading);
  chart.spec.update(
      {{"width", 440},
       {"height", 260},
       {"layer",
        {{{"data", {{"values", rows}}},
          {"mark", {{"type", "line"}, {"point", {{"filled", true}, {"size", 45}}}, {"strokeWidth", 1.8}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"color", by_metric(series_colours(names))},
            {"shape", by_metric(series_shapes(names))},
            {"strokeDash", series_dash()},
            {"tooltip",
             {{{"field", "metric"}, {"type", "nominal"}},
              {{"field", "draws"}, {"type", "quantitative"}},
              {{"field", "ratio"}, {"type", "quantitative"}, {"format", ".3~g"}}}}}}},
         {{"data", {{"values", {{{"ratio", kNegligible}}}}}},
          {"mark", {{"type", "rule"}, {"color", kGrey}, {"strokeDash", {5, 4}}}},
          {"encoding", {{"y", {{"field", "ratio"}, {"type", "quantitative"}}}}}}}}});
  return chart;
}

}  // namespace report
