#include "notebooks_export/raster/panel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/raster/lettering.h"
#include "notebooks_export/raster/marks.h"
#include "notebooks_export/raster/number_format.h"

namespace report::raster {
namespace {

using nlohmann::ordered_json;

constexpr double kLabels = 11.0;  // size of letters
constexpr double kTitles = 12.0;
constexpr double kLine = 18.0;   // from line to line
constexpr double kRight = 24.0;  // half of the last label stands there
constexpr double kPointsATick = 55.0;
constexpr double kLegendLimit = 220.0;  // as in the look of all charts
constexpr const char* kInk = "#1d2127";
constexpr const char* kQuiet = "#5c646f";

double plain_number(const ordered_json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::string text_in(const ordered_json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

// The smallest and the largest number that any layer has along an axis ("x" and "x2").
std::pair<double, double> extent(const std::vector<Layer>& layers, const std::string& channel) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Layer& layer : layers) {
    for (std::size_t row = 0; row < layer.rows.size(); ++row) {
      for (const std::string& of : {channel, channel + "2"}) {
        const double value = plain_number(layer.value(of, row));
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
      }
    }
  }
  return low <= high ? std::pair{low, high} : std::pair{0.0, 1.0};
}

std::vector<ordered_json> bands_of(const std::vector<Layer>& layers, const std::string& channel,
                                   const ordered_json& scale) {
  std::vector<ordered_json> bands;
  if (scale.contains("domain")) return scale["domain"].get<std::vector<ordered_json>>();
  for (const Layer& layer : layers) {
    for (std::size_t row = 0; row < layer.rows.size(); ++row) {
      const auto value = layer.value(channel, row);
      const bool is_new = std::find(bands.begin(), bands.end(), value) == bands.end();
      if (!value.is_null() && is_new) bands.push_back(value);
    }
  }
  return bands;
}

// The domain as Vega-Lite chooses it: with 0 unless it is binned or said otherwise, out to round numbers.
Scale::Numbers domain_of(const std::vector<Layer>& layers, const std::string& channel, const ordered_json& of,
                         double length) {
  const auto scale = of.value("scale", ordered_json::object());
  Scale::Numbers numbers{scale.value("type", "linear"), scale.value("base", 10.0), 0.0, 1.0};
  if (scale.contains("domain")) {
    numbers.low = scale["domain"][0].get<double>();
    numbers.high = scale["domain"][1].get<double>();
    return numbers;
  }
  std::tie(numbers.low, numbers.high) = extent(layers, channel);
  if (numbers.type == "log") {
    if (!scale.value("nice", true)) return numbers;
    const double log_base = std::log(numbers.base);
    numbers.low = std::pow(numbers.base, std::floor(std::log(numbers.low) / log_base + 1e-9));
    numbers.high = std::pow(numbers.base, std::ceil(std::log(numbers.high) / log_base - 1e-9));
    return numbers;
  }
  if (scale.value("zero", !of.contains("bin"))) {
    numbers.low = std::min(numbers.low, 0.0);
    numbers.high = std::max(numbers.high, 0.0);
  }
  const double padding = scale.value("padding", 0.0);
  const double more = padding * (numbers.high - numbers.low) / std::max(length - 2.0 * padding, 1.0);
  numbers.low -= more;
  numbers.high += more;
  if (numbers.low == numbers.high) {
    numbers.low -= 0.5;
    numbers.high += 0.5;
  }
  if (scale.value("nice", true) && numbers.type != "symlog" && padding == 0.0) {
    const double step =
        tick_step(numbers.low, numbers.high, std::max(2, static_cast<int>(length / kPointsATick)));
    numbers.low = std::floor(numbers.low / step + 1e-9) * step;
    numbers.high = std::ceil(numbers.high / step - 1e-9) * step;
  }
  return numbers;
}

// "[names][datum.value]" is a list of names by number.
std::string label_of(const ordered_json& tick, const ordered_json& axis, const std::string& format) {
  const auto expression = text_in(axis, "labelExpr");
  if (const auto end = expression.rfind("[datum.value]"); end != std::string::npos && tick.is_number()) {
    return ordered_json::parse(expression.substr(0, end)).at(tick.get<std::size_t>()).get<std::string>();
  }
  if (tick.is_string()) return tick.get<std::string>();
  return formatted(tick.get<double>(), format);
}

// With a mark where it is cut. What is far too long is cut by bytes first: names come from users.
std::string shortened(std::string text, double limit) {
  constexpr std::size_t kMostBytes = 400;
  const auto drop_last = [&] {
    while (text.size() > 1 && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    text.pop_back();
  };
  const bool is_huge = text.size() > kMostBytes;
  if (!is_huge && text_width(text, kTitles) <= limit) return text;
  if (is_huge) {
    text.resize(kMostBytes);
    drop_last();  // it may have been cut within a code point
  }
  while (!text.empty() && text_width(text + "…", kTitles) > limit) drop_last();
  return text + "…";
}

}  // namespace

Panel::Panel(const ordered_json& view)
    : layers_(layers_of(view)),
      plot_width_(view.value("width", 300.0)),
      plot_height_(view.value("height", 200.0)),
      x_(axis_of("x", plot_width_)),
      y_(axis_of("y", plot_height_)) {
  if (view.contains("title") && view["title"].is_object()) {
    title_ = shortened(text_in(view["title"], "text"), plot_width_);
    subtitle_ = text_in(view["title"], "subtitle");
  }
  const auto colours = merged_channel(layers_, "color"), shapes = merged_channel(layers_, "shape");
  const bool has_legend =
      colours.contains("scale") && !(colours.contains("legend") && colours["legend"].is_null());
  if (!has_legend) return;
  legend_title_ = text_in(colours, "title");
  const auto& names = colours["scale"].at("domain");
  for (std::size_t at = 0; at < names.size(); ++at) {
    legend_.push_back(
        {shortened(names[at].get<std::string>(), kLegendLimit),
         colours["scale"].at("range").at(at).get<std::string>(),
         shapes.contains("scale") ? shapes["scale"].at("range").at(at).get<std::string>() : ""});
  }
}

Panel::Axis Panel::axis_of(const std::string& channel, double length) const {
  const auto of = merged_channel(layers_, channel);
  const auto axis = of.contains("axis") && of["axis"].is_object() ? of["axis"] : ordered_json::object();
  const bool is_x = channel == "x";
  const bool is_number = of.value("type", "quantitative") == "quantitative";
  const double from = is_x || !is_number ? 0.0 : length, to = is_x || !is_number ? length : 0.0;
  Axis made{of,
            is_number
                ? Scale(domain_of(layers_, channel, of, length), from, to)
                : Scale(bands_of(layers_, channel, of.value("scale", ordered_json::object())), from, to),
            {},
            {}};
  const int room = std::max(2, static_cast<int>(length / kPointsATick));
  made.ticks = made.scale.ticks(std::min(room, axis.value("tickCount", room)));
  if (axis.contains("values")) made.ticks = axis["values"].get<std::vector<ordered_json>>();
  for (const auto& tick : made.ticks) {
    made.labels.push_back(
        shortened(label_of(tick, axis, text_in(axis, "format")), axis.value("labelLimit", 150.0)));
  }
  return made;
}

double Panel::left() const {
  double widest = 0.0;
  for (std::size_t at = 0; at < y_.labels.size(); ++at)
    widest = std::max(widest, text_width(y_.labels[at], kLabels));
  const auto look = y_.channel.contains("axis") ? y_.channel["axis"] : ordered_json::object();
  const double least = look.is_object() ? look.value("minExtent", 0.0) : 0.0;
  return std::max(widest + 14.0, least) + (text_in(y_.channel, "title").empty() ? 0.0 : 20.0);
}

std::vector<std::vector<LegendEntry>> Panel::legend_rows() const {
  std::vector<std::vector<LegendEntry>> rows;
  const double first = legend_title_.empty() ? 0.0 : text_width(legend_title_, kTitles) + 14.0;
  double used = std::numeric_limits<double>::infinity();
  for (const LegendEntry& entry : legend_) {
    const double wide = text_width(entry.label, kTitles) + 34.0;
    if (used + wide > plot_width_ + left()) {
      used = rows.empty() ? first : 0.0;
      rows.emplace_back();
    }
    rows.back().push_back(entry);
    used += wide;
  }
  return rows;
}

double Panel::top() const {
  const auto lines =
      static_cast<double>((title_.empty() ? 0 : 1) + (subtitle_.empty() ? 0 : 1) + legend_rows().size());
  return 10.0 + kLine * lines;
}

double Panel::width() const { return left() + plot_width_ + kRight; }

double Panel::height() const { return top() + plot_height_ + 44.0; }

void Panel::draw_heading(Canvas& canvas, const Point& corner) const {
  double base = corner.y + 14.0;
  if (!title_.empty())
    write_text(canvas, title_, {corner.x, base}, kTitles + 1.0, Anchor::kStart, colour_of(kInk));
  if (!title_.empty()) base += kLine;
  if (!subtitle_.empty())
    write_text(canvas, subtitle_, {corner.x, base}, kLabels, Anchor::kStart, colour_of(kQuiet));
  if (!subtitle_.empty()) base += kLine;
  bool is_first = true;
  for (const auto& row : legend_rows()) {
    double at = corner.x;
    if (is_first && !legend_title_.empty()) {
      write_text(canvas, legend_title_, {at, base}, kTitles, Anchor::kStart, colour_of(kQuiet));
      at += text_width(legend_title_, kTitles) + 14.0;
    }
    is_first = false;
    for (const LegendEntry& entry : row) {
      const std::string shape = entry.shape.empty() ? "square" : entry.shape;
      canvas.fill({shape_at(shape, {at + 6.0, base - 4.0}, 70.0)}, colour_of(entry.colour));
      write_text(canvas, entry.label, {at + 17.0, base}, kTitles, Anchor::kStart, colour_of(kQuiet));
      at += text_width(entry.label, kTitles) + 34.0;
    }
    base += kLine;
  }
}

void Panel::draw_grid(Canvas& canvas, const Point& plot) const {
  const Colour grid = colour_of(kGrey, 0.22);
  const auto wants = [](const Axis& axis) {
    const auto look = axis.channel.contains("axis") ? axis.channel["axis"] : ordered_json::object();
    return !axis.scale.has_bands() && look.is_object() && look.value("grid", !axis.channel.contains("bin"));
  };
  for (const auto& tick : x_.ticks) {
    const double x = plot.x + x_.scale.place(tick);
    if (wants(x_) && std::isfinite(x)) canvas.line({{x, plot.y}, {x, plot.y + plot_height_}}, 1.0, grid);
  }
  for (const auto& tick : y_.ticks) {
    const double y = y_.scale.place(tick);
    const bool inside = y >= -0.5 && y <= plot_height_ + 0.5;
    if (wants(y_) && inside)
      canvas.line({{plot.x, plot.y + y}, {plot.x + plot_width_, plot.y + y}}, 1.0, grid);
  }
}

void Panel::draw_axes(Canvas& canvas, const Point& plot) const {
  const Colour line = colour_of(kGrey), quiet = colour_of(kQuiet);
  const double bottom = plot.y + plot_height_;
  if (!x_.scale.has_bands()) canvas.line({{plot.x, bottom}, {plot.x + plot_width_, bottom}}, 1.0, line);
  double free_from = -std::numeric_limits<double>::infinity();
  for (std::size_t at = 0; at < x_.ticks.size(); ++at) {
    const double x = x_.scale.place(x_.ticks[at]), half = text_width(x_.labels[at], kLabels) / 2.0;
    const bool inside = x >= -0.5 && x <= plot_width_ + 0.5;
    if (!inside) continue;
    if (!x_.scale.has_bands()) canvas.line({{plot.x + x, bottom}, {plot.x + x, bottom + 4.0}}, 1.0, line);
    if (x - half < free_from) continue;  // it would run into the one before
    write_text(canvas, x_.labels[at], {plot.x + x, bottom + 16.0}, kLabels, Anchor::kMiddle, quiet);
    free_from = x + half + 3.0;
  }
  double free_to = std::numeric_limits<double>::infinity();
  for (std::size_t at = 0; at < y_.ticks.size(); ++at) {
    const double y = y_.scale.place(y_.ticks[at]);
    const bool inside = y >= -0.5 && y <= plot_height_ + 0.5;
    if (!inside || (!y_.scale.has_bands() && y > free_to)) continue;
    write_text(canvas, y_.labels[at], {plot.x - 8.0, plot.y + y + 4.0}, kLabels, Anchor::kEnd, quiet);
    free_to = y - kLabels;
  }
  write_text(canvas, text_in(x_.channel, "title"), {plot.x + plot_width_ / 2.0, bottom + 36.0}, kTitles,
             Anchor::kMiddle, quiet);
  const auto title = text_in(y_.channel, "title");
  const double long_by =
      text_width(title, kTitles) / (plot_height_ + 30.0);  // some of the axis below is free
  write_text(canvas, title, {plot.x - left() + 13.0, plot.y + plot_height_ / 2.0},
             kTitles / std::max(long_by, 1.0), Anchor::kMiddle, quiet, /*upright=*/true);
}

void Panel::draw(Canvas& canvas, const Point& corner) const {
  const Point plot{corner.x + left(), corner.y + top()};
  draw_heading(canvas, corner);
  draw_grid(canvas, plot);
  for (const Layer& layer : layers_) draw_mark({canvas, plot, x_.scale, y_.scale}, layer);
  draw_axes(canvas, plot);
}

}  // namespace report::raster
