#include "notebooks_export/raster/layers.h"

#include <regex>
#include <stdexcept>
#include <utility>

namespace report::raster {
namespace {

using nlohmann::ordered_json;

bool passes(const ordered_json& row, const std::string& filter) {
  static const std::regex larger(R"(datum\.(\w+) > ([\d.]+))"), valid(R"(isValid\(datum\.(\w+)\))"),
      equal(R"(datum\.(\w+) === '([^']*)')");
  std::smatch found;
  const auto field = [&]() -> ordered_json { return row.value(found[1].str(), ordered_json()); };
  if (std::regex_match(filter, found, larger)) {
    return field().is_number() && field().get<double>() > std::stod(found[2]);
  }
  if (std::regex_match(filter, found, valid)) return !field().is_null();
  if (std::regex_match(filter, found, equal)) return field() == found[2].str();
  throw std::invalid_argument("no filter that can be drawn: " + filter);
}

void add_layers(const ordered_json& view, ordered_json rows, std::vector<Layer>& layers) {
  if (view.contains("data")) rows = view["data"]["values"];
  for (const auto& transform : view.value("transform", ordered_json::array())) {
    ordered_json kept = ordered_json::array();
    for (const auto& row : rows) {
      if (passes(row, transform.at("filter").get<std::string>())) kept.push_back(row);
    }
    rows = std::move(kept);
  }
  for (const auto& inner : view.value("layer", ordered_json::array())) add_layers(inner, rows, layers);
  if (!view.contains("mark")) return;
  Layer layer{view["mark"], view.value("encoding", ordered_json::object()), {}, {}};
  if (layer.mark.is_string()) layer.mark = {{"type", layer.mark}};
  for (const auto& row : rows) {
    layer.rows.push_back(row);
    layer.series.push_back(row.value("series", std::size_t{0}));
  }
  layers.push_back(std::move(layer));
}

}  // namespace

ordered_json Layer::value(const std::string& channel, std::size_t row) const {
  const auto found = encoding.find(channel);
  if (found == encoding.end() || !found->contains("field")) return {};
  return rows[row].value(found->at("field").get<std::string>(), ordered_json());
}

std::vector<Layer> layers_of(const ordered_json& panel) {
  std::vector<Layer> layers;
  add_layers(panel, ordered_json::array(), layers);
  return layers;
}

ordered_json merged_channel(const std::vector<Layer>& layers, const std::string& channel) {
  ordered_json merged = ordered_json::object();
  for (const Layer& layer : layers) {
    if (!layer.has(channel)) continue;
    for (const auto& [key, value] : layer.encoding[channel].items()) {
      if (!merged.contains(key)) merged[key] = value;
    }
  }
  return merged;
}

}  // namespace report::raster
