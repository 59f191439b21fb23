#include "notebooks_export/charts/chart.h"

namespace report {
namespace {

using nlohmann::ordered_json;

ordered_json series_scale(const std::vector<std::string>& names, const ordered_json& kinds) {
  ordered_json range = ordered_json::array();
  for (std::size_t at = 0; at < names.size(); ++at) range.push_back(kinds[at % kinds.size()]);
  return {{"domain", names}, {"range", range}};
}

/// Mid-greys that can be read on white and on near-black; the report's style sheet puts its own ink over
/// them.
ordered_json look() {
  return {{"background", "transparent"},
          {"font", "system-ui, sans-serif"},
          {"view", {{"stroke", nullptr}}},
          {"title", {{"anchor", "start"}, {"color", kGrey}, {"fontSize", 13}, {"fontWeight", 600}}},
          {"axis",
           {{"labelColor", kGrey},
            {"titleColor", kGrey},
            {"titleFontWeight", "normal"},
            {"labelFontSize", 11},
            {"titleFontSize", 12},
            {"titlePadding", 8},
            {"labelLimit", 150},
            {"labelOverlap", true},
            {"gridColor", kGrey},
            {"gridOpacity", 0.22},
            {"domainColor", kGrey},
            {"tickColor", kGrey}}},
          {"legend",
           {{"orient", "top"},
            {"labelColor", kGrey},
            {"titleColor", kGrey},
            {"labelFontSize", 12},
            {"labelLimit", 220},
            {"symbolSize", 90},
            {"symbolStrokeWidth", 2}}}};
}

}  // namespace

ordered_json chart_head(const std::string& title, const std::string& description) {
  return {{"$schema", "https://vega.github.io/schema/vega-lite/v5.json"},
          {"title", title},
          {"description", description},
          {"config", look()}};
}

ordered_json series_colours(const std::vector<std::string>& names) {
  return series_scale(names, {kBlue, kOrange, kGreen, "#a65fa8", "#b08a00", "#5b7083"});
}

ordered_json series_dash() {
  const ordered_json dashes{{6, 3}, {2, 2}, {8, 3, 2, 3}, {4, 2}, {1, 3}};
  ordered_json conditions = ordered_json::array();
  for (std::size_t at = 0; at < dashes.size(); ++at) {
    conditions.push_back({{"test", "datum.series % 6 === " + std::to_string(at + 1)}, {"value", dashes[at]}});
  }
  return {{"condition", conditions}, {"value", {1, 0}}};
}

ordered_json series_shapes(const std::vector<std::string>& names) {
  return series_scale(names, {"circle", "square", "triangle-up", "diamond", "cross", "triangle-down"});
}

ordered_json quantity(const std::string& field, const std::string& title, const std::string& format) {
  ordered_json channel{{"field", field}, {"type", "quantitative"}, {"title", title}};
  if (!format.empty()) {
    channel["axis"] = {{"format", format}};
    channel["format"] = format;
  }
  return channel;
}

}  // namespace report
