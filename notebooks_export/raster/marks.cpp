#include "notebooks_export/raster/marks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/raster/lettering.h"

namespace report::raster {
namespace {

using nlohmann::ordered_json;

// What a channel with a scale of names gives the row: a colour, a shape.
std::string of_scale(const Layer& layer, const std::string& channel, std::size_t row, std::string otherwise) {
  if (!layer.has(channel) || !layer.encoding[channel].contains("scale")) return otherwise;
  const auto& scale = layer.encoding[channel]["scale"];
  const auto& names = scale.at("domain");
  const auto found = std::find(names.begin(), names.end(), layer.value(channel, row));
  if (found == names.end()) return otherwise;
  return scale.at("range").at(static_cast<std::size_t>(found - names.begin())).get<std::string>();
}

double opacity_of(const Layer& layer, std::size_t row) {
  const double constant = layer.mark.value("fillOpacity", layer.mark.value("opacity", 1.0));
  if (!layer.has("fillOpacity")) return constant;
  const auto& channel = layer.encoding["fillOpacity"];
  if (channel.contains("value")) return channel["value"].get<double>();
  const auto& scale = channel.at("scale");
  Scale::Numbers numbers{scale.value("type", "linear"), 10.0, scale.at("domain").at(0).get<double>(),
                         scale.at("domain").at(1).get<double>()};
  const Scale opacities(numbers, scale.at("range").at(0).get<double>(),
                        scale.at("range").at(1).get<double>());
  return opacities.place(layer.value("fillOpacity", row));
}

Colour colour_of_row(const Layer& layer, std::size_t row) {
  return colour_of(of_scale(layer, "color", row, layer.mark.value("color", kBlue)), opacity_of(layer, row));
}

std::vector<double> dash_of(const Layer& layer, std::size_t row) {
  if (layer.mark.contains("strokeDash")) return layer.mark["strokeDash"].get<std::vector<double>>();
  if (!layer.has("strokeDash")) return {};
  // Its conditions are the series from the second on, as `series_dash` wrote them.
  const auto& conditions = layer.encoding["strokeDash"].at("condition");
  const std::size_t series = layer.series[row] % (conditions.size() + 1);
  return series == 0 ? std::vector<double>{} : conditions[series - 1].at("value").get<std::vector<double>>();
}

double x_of(const Plot& plot, const Layer& layer, std::size_t row, const std::string& channel = "x") {
  return plot.corner.x + plot.x.place(layer.value(channel, row));
}

double y_of(const Plot& plot, const Layer& layer, std::size_t row, const std::string& channel = "y") {
  return plot.corner.y + plot.y.place(layer.value(channel, row));
}

bool is_drawn(double x, double y) { return std::isfinite(x) && std::isfinite(y); }

void draw_shape(const Plot& plot, const Layer& layer, std::size_t row, const ordered_json& look) {
  const Point at{x_of(plot, layer, row), y_of(plot, layer, row)};
  if (!is_drawn(at.x, at.y)) return;
  const auto shape = of_scale(layer, "shape", row, look.value("shape", "circle"));
  Colour colour = colour_of_row(layer, row);
  colour.opacity = layer.mark.value("opacity", 1.0);
  plot.canvas.fill({shape_at(shape, at, look.value("size", 30.0))}, colour);
}

// Names come from files: what is not UTF-8 is replaced, not refused.
std::string as_text(const ordered_json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, ordered_json::error_handler_t::replace);
}

// The rows of each series, from left to right.
std::map<std::string, std::vector<std::size_t>> series_of(const Plot& plot, const Layer& layer) {
  std::map<std::string, std::vector<std::size_t>> lines;
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    lines[as_text(layer.value("color", row)) + as_text(layer.value("detail", row))].push_back(row);
  }
  for (auto& [name, rows] : lines) {
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return x_of(plot, layer, a) < x_of(plot, layer, b);
    });
  }
  return lines;
}

// Along y from the left, back along y2.
void draw_areas(const Plot& plot, const Layer& layer) {
  for (const auto& [name, rows] : series_of(plot, layer)) {
    Polygon outline, back;
    for (const std::size_t row : rows) {
      const double x = x_of(plot, layer, row);
      const Point at{x, y_of(plot, layer, row)}, opposite{x, y_of(plot, layer, row, "y2")};
      if (!is_drawn(at.x, at.y) || !is_drawn(opposite.x, opposite.y)) continue;
      outline.push_back(at);
      back.push_back(opposite);
    }
    outline.insert(outline.end(), back.rbegin(), back.rend());
    plot.canvas.fill({outline}, colour_of_row(layer, rows.front()));
  }
}

void draw_lines(const Plot& plot, const Layer& layer) {
  const double bottom = plot.corner.y + plot.y.from(), top = plot.corner.y + plot.y.to();
  for (const auto& [name, rows] : series_of(plot, layer)) {
    Polygon points;
    for (const std::size_t row : rows) {
      const Point at{x_of(plot, layer, row), y_of(plot, layer, row)};
      if (is_drawn(at.x, at.y)) points.push_back({at.x, std::clamp(at.y, top, bottom)});
    }
    plot.canvas.line(points, layer.mark.value("strokeWidth", 2.0), colour_of_row(layer, rows.front()),
                     dash_of(layer, rows.front()));
    if (!layer.mark.contains("point")) continue;
    for (const std::size_t row : rows) draw_shape(plot, layer, row, layer.mark["point"]);
  }
}

void draw_bar(const Plot& plot, const Layer& layer, std::size_t row) {
  const double half = 0.45 * plot.x.band_width();
  double left = x_of(plot, layer, row) - (plot.x.has_bands() ? half : 0.0);
  double right = plot.x.has_bands() ? left + 2.0 * half : x_of(plot, layer, row, "x2");
  const double gap = layer.mark.value("binSpacing", 0.0) / 2.0;
  left += gap;
  right -= gap;
  const double top = y_of(plot, layer, row), bottom = plot.corner.y + plot.y.from();
  if (!is_drawn(left, top) || !std::isfinite(right)) return;
  plot.canvas.rectangle(left, top, right, bottom, colour_of_row(layer, row));
  if (!layer.has("stroke") || top >= bottom) return;
  const Colour edge = colour_of(of_scale(layer, "stroke", row, kBlue));
  plot.canvas.line({{left, bottom}, {left, top}, {right, top}, {right, bottom}},
                   layer.mark.value("strokeWidth", 1.0), edge, dash_of(layer, row));
}

void draw_rect(const Plot& plot, const Layer& layer, std::size_t row) {
  const double x = x_of(plot, layer, row), y = y_of(plot, layer, row);
  const double wide = 0.48 * plot.x.band_width(), high = 0.48 * plot.y.band_width();
  if (is_drawn(x, y))
    plot.canvas.rectangle(x - wide, y - high, x + wide, y + high, colour_of_row(layer, row));
}

// From edge to edge where one of the two is not said.
void draw_rule(const Plot& plot, const Layer& layer, std::size_t row) {
  const double left = layer.has("x") ? x_of(plot, layer, row) : plot.corner.x + plot.x.from();
  const double right = layer.has("x2")  ? x_of(plot, layer, row, "x2")
                       : layer.has("x") ? left
                                        : plot.corner.x + plot.x.to();
  const double from = layer.has("y") ? y_of(plot, layer, row) : plot.corner.y + plot.y.from();
  const double to = layer.has("y2")  ? y_of(plot, layer, row, "y2")
                    : layer.has("y") ? from
                                     : plot.corner.y + plot.y.to();
  if (!is_drawn(left, from) || !is_drawn(right, to)) return;
  plot.canvas.line({{left, from}, {right, to}}, layer.mark.value("strokeWidth", 1.0),
                   colour_of_row(layer, row), dash_of(layer, row));
}

void draw_tick(const Plot& plot, const Layer& layer, std::size_t row) {
  const double x = x_of(plot, layer, row), y = y_of(plot, layer, row),
               half = layer.mark.value("size", 10.0) / 2.0;
  if (!is_drawn(x, y)) return;
  plot.canvas.line({{x, y - half}, {x, y + half}}, layer.mark.value("thickness", 1.0),
                   colour_of_row(layer, row));
}

// In ink, as in the report: the colours of series are too light for letters.
void draw_text(const Plot& plot, const Layer& layer, std::size_t row) {
  const double size = layer.mark.value("fontSize", 11.0);
  const double x = x_of(plot, layer, row) + layer.mark.value("dx", 0.0);
  double y =
      layer.mark.contains("y") ? plot.corner.y + layer.mark["y"].get<double>() : y_of(plot, layer, row);
  y += layer.mark.value("dy", 0.0) + (layer.mark.value("baseline", "middle") == "top" ? 0.75 : 0.35) * size;
  if (!is_drawn(x, y)) return;
  const auto text = layer.value("text", row);
  const auto align = layer.mark.value("align", "center");
  write_text(plot.canvas, text.is_string() ? text.get<std::string>() : as_text(text), {x, y}, size,
             align == "left"    ? Anchor::kStart
             : align == "right" ? Anchor::kEnd
                                : Anchor::kMiddle,
             colour_of("#1d2127"));
}

}  // namespace

void draw_mark(const Plot& plot, const Layer& layer) {
  static const std::map<std::string, void (*)(const Plot&, const Layer&, std::size_t)> marks{
      {"bar", draw_bar},
      {"rect", draw_rect},
      {"rule", draw_rule},
      {"tick", draw_tick},
      {"text", draw_text},
      {"point", [](const Plot& on, const Layer& of, std::size_t row) { draw_shape(on, of, row, of.mark); }}};
  const auto type = layer.mark.at("type").get<std::string>();
  if (type == "line") return draw_lines(plot, layer);
  if (type == "area") return draw_areas(plot, layer);
  const auto found = marks.find(type);
  if (found == marks.end()) throw std::invalid_argument("no mark that can be drawn: " + type);
  for (std::size_t row = 0; row < layer.rows.size(); ++row) found->second(plot, layer, row);
}

}  // namespace report::raster
