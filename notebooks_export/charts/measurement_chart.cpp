#include "notebooks_export/charts/measurement_chart.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "notebooks_export/tables/measurement_table.h"
#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kListed = 200;  // rows of numbers below a chart
constexpr std::size_t kFew = 30;      // points of a line that are seen one by one

const ordered_json kDashed{{"type", "line"}, {"color", kGrey}, {"strokeDash", {5, 4}}, {"strokeWidth", 1.5}};

/// A title of an axis or in a tooltip: the chart library writes it into expressions, and escapes neither line
/// ends nor backslashes there.
std::string title_in_spec(const std::string& title) {
  std::string plain;
  for (std::size_t at = 0; at < title.size(); ++at) {
    const bool separates_lines = title.compare(at, 3, "\u2028") == 0 || title.compare(at, 3, "\u2029") == 0;
    const auto byte = static_cast<unsigned char>(title[at]);
    plain += separates_lines || byte < 0x20 || byte == '"' || byte == '\\' ? ' ' : title[at];
    if (separates_lines) at += 2;
  }
  return plain;
}

ordered_json axis(const std::string& field, const Quantity& of) {
  ordered_json channel =
      quantity(field, title_in_spec(with_unit(of.title, of.unit)), of.unit == Unit::kShare ? ".0%" : "");
  channel["scale"] = {{"zero", false}};
  return channel;
}

/// Also the ends of intervals, to which the axis of y reaches.
ordered_json rows_of(const MeasuredSeries& of, std::size_t series) {
  ordered_json rows = ordered_json::array();
  for (std::size_t at = 0; at < of.x.size(); ++at) {
    if (!std::isfinite(of.x[at]) || !std::isfinite(of.y[at])) continue;
    ordered_json row{{"name", of.name}, {"series", series}, {"x", of.x[at]}, {"y", of.y[at]}};
    if (!of.low.empty() && std::isfinite(of.low[at]) && std::isfinite(of.high[at])) {
      row.update({{"low", of.low[at]}, {"high", of.high[at]}});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

ordered_json with_intervals(const ordered_json& rows) {
  ordered_json kept = ordered_json::array();
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(kept),
               [](const ordered_json& row) { return row.contains("low"); });
  return kept;
}

/// Behind what `rows` shows: y = x as far as it reaches, or y = 0.
void add_reference(ordered_json& layers, ReferenceLine line, const ordered_json& rows, const ordered_json& x,
                   const ordered_json& y) {
  if (line == ReferenceLine::kNone || rows.empty()) return;
  ordered_json ends = ordered_json::array();
  if (line == ReferenceLine::kZero) {
    ordered_json rule = kDashed;
    rule["type"] = "rule";
    layers.push_back({{"data", {{"values", {{{"y", 0}}}}}}, {"mark", rule}, {"encoding", {{"y", y}}}});
    return;
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const ordered_json& row : rows) {
    for (const char* field : {"x", "y"}) {
      low = std::min(low, row[field].get<double>());
      high = std::max(high, row[field].get<double>());
    }
  }
  for (const double end : {low, high}) ends.push_back({{"x", end}, {"y", end}});
  layers.push_back({{"data", {{"values", ends}}}, {"mark", kDashed}, {"encoding", {{"x", x}, {"y", y}}}});
}

ordered_json layers_of(const MeasuredCurve& curve) {
  ordered_json rows = ordered_json::array();
  std::vector<std::string> names;
  std::size_t longest = 0;
  for (const MeasuredSeries& series : curve.series) {
    for (auto& row : rows_of(series, names.size())) rows.push_back(std::move(row));
    names.push_back(series.name);
    longest = std::max(longest, series.x.size());
  }
  const auto by_series = [&](ordered_json scale) {
    ordered_json channel{
        {"field", "name"}, {"type", "nominal"}, {"title", nullptr}, {"scale", std::move(scale)}};
    if (names.size() < 2) channel["legend"] = nullptr;
    return channel;
  };
  const ordered_json x = axis("x", curve.x), y = axis("y", curve.y),
                     colour = by_series(series_colours(names));
  ordered_json layers = ordered_json::array();
  const ordered_json bands = with_intervals(rows);
  if (!bands.empty()) {
    layers.push_back(
        {{"data", {{"values", bands}}},
         {"mark", {{"type", "area"}, {"fillOpacity", 0.18}}},
         {"encoding",
          {{"x", x}, {"y", axis("low", curve.y)}, {"y2", {{"field", "high"}}}, {"color", colour}}}});
  }
  add_reference(layers, curve.line, rows, x, y);
  ordered_json mark{{"type", "line"}, {"strokeWidth", 1.8}};
  ordered_json encoding{{"x", x},
                        {"y", y},
                        {"color", colour},
                        {"strokeDash", series_dash()},
                        {"tooltip",
                         {{{"field", "name"}, {"type", "nominal"}, {"title", "of"}},
                          {{"field", "x"}, {"format", ".4~g"}, {"title", title_in_spec(curve.x.title)}},
                          {{"field", "y"}, {"format", ".4~g"}, {"title", title_in_spec(curve.y.title)}}}}};
  if (longest <= kFew) {
    mark["point"] = {{"filled", true}, {"size", 45}};
    encoding["shape"] = by_series(series_shapes(names));
  }
  layers.push_back({{"data", {{"values", rows}}}, {"mark", mark}, {"encoding", encoding}});
  return layers;
}

ordered_json layers_of(const MeasuredBars& bars) {
  ordered_json rows = ordered_json::array();
  for (std::size_t bin = 0; bin < bars.counts.size(); ++bin) {
    rows.push_back({{"x", bars.edges[bin]}, {"x2", bars.edges[bin + 1]}, {"y", bars.counts[bin]}});
  }
  ordered_json x = axis("x", bars.x);
  x["bin"] = "binned";
  x["scale"]["nice"] = false;
  const ordered_json y = quantity("y", title_in_spec(with_unit(bars.y.title, bars.y.unit)));
  ordered_json layers = ordered_json::array();
  layers.push_back(
      {{"data", {{"values", rows}}},
       {"mark", {{"type", "bar"}, {"color", kBlue}, {"fillOpacity", 0.6}, {"binSpacing", 1}}},
       {"encoding",
        {{"x", x},
         {"x2", {{"field", "x2"}}},
         {"y", y},
         {"tooltip",
          {{{"field", "x"}, {"format", ".4~g"}, {"title", title_in_spec(bars.x.title) + " from"}},
           {{"field", "x2"}, {"format", ".4~g"}, {"title", "to"}},
           {{"field", "y"}, {"title", title_in_spec(bars.y.title)}}}}}}});
  if (std::isfinite(bars.expected)) {
    ordered_json rule = kDashed;
    rule["type"] = "rule";
    layers.push_back(
        {{"data", {{"values", {{{"y", bars.expected}}}}}}, {"mark", rule}, {"encoding", {{"y", y}}}});
  }
  return layers;
}

ordered_json layers_of(const MeasuredPoints& points) {
  const ordered_json rows = rows_of(points.points, 0), intervals = with_intervals(rows);
  const ordered_json x = axis("x", points.x), y = axis("y", points.y);
  ordered_json layers = ordered_json::array();
  if (!intervals.empty()) {
    layers.push_back({{"data", {{"values", intervals}}},
                      {"mark", {{"type", "rule"}, {"color", kBlue}, {"opacity", 0.25}}},
                      {"encoding", {{"x", x}, {"y", axis("low", points.y)}, {"y2", {{"field", "high"}}}}}});
  }
  add_reference(layers, points.line, rows, x, y);
  layers.push_back(
      {{"data", {{"values", rows}}},
       {"mark", {{"type", "point"}, {"filled", true}, {"color", kBlue}, {"opacity", 0.55}, {"size", 22}}},
       {"encoding",
        {{"x", x},
         {"y", y},
         {"tooltip",
          {{{"field", "x"}, {"format", ".4~g"}, {"title", title_in_spec(points.x.title)}},
           {{"field", "y"}, {"format", ".4~g"}, {"title", title_in_spec(points.y.title)}}}}}}});
  return layers;
}

std::size_t rows_in_all(const MeasuredBars& bars) { return bars.counts.size(); }
std::size_t rows_in_all(const MeasuredPoints& points) { return points.points.x.size(); }
std::size_t rows_in_all(const MeasuredCurve& curve) {
  std::size_t rows = 0;
  for (const MeasuredSeries& series : curve.series) rows += series.x.size();
  return rows;
}

struct ChartOf {
  const Measurement& measurement;

  std::optional<Chart> operator()(const MeasuredTable&) const { return std::nullopt; }
  template <class Kind>
  std::optional<Chart> operator()(const Kind& kind) const {
    Chart chart{file_stem(measurement.key),
                measurement.title,
                measurement.reading,
                {},
                measurement_table(measurement, kListed)};
    chart.spec = chart_head(chart.title, chart.title + ". " + chart.reading);
    chart.spec.update({{"width", 440}, {"height", 280}, {"layer", layers_of(kind)}});
    if (rows_in_all(kind) > kListed) {
      chart.reading += " The numbers below are the first " + grouped(kListed) + " of " +
                       grouped(static_cast<std::int64_t>(rows_in_all(kind))) + ".";
    }
    return chart;
  }
};

}  // namespace

std::optional<Chart> measurement_chart(const Measurement& measurement) {
  return std::visit(ChartOf{measurement}, measurement.of);
}

}  // namespace report
