#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace report::raster {

/// A mark of a panel with the rows that it shows.
struct Layer {
  nlohmann::ordered_json mark;  ///< an object with "type"
  nlohmann::ordered_json encoding;
  std::vector<nlohmann::ordered_json> rows;
  std::vector<std::size_t> series;  ///< of each row, as its field "series" says; 0 where it has none

  /// What the row has in the field of the channel; null where there is no such channel or field.
  nlohmann::ordered_json value(const std::string& channel, std::size_t row) const;
  bool has(const std::string& channel) const { return encoding.contains(channel); }
};

/// The layers of a Vega-Lite panel, those within layers included, in the order in which they are drawn. Data
/// and filters are those of the layer or of what it stands in. Throws `std::invalid_argument` where a filter
/// is not one of `datum.a > 0`, `isValid(datum.a)` and `datum.a === 'b'`.
std::vector<Layer> layers_of(const nlohmann::ordered_json& panel);

/// What layers say of a channel together: of each key ("title", "axis", "scale", …) what the first says that
/// has it.
nlohmann::ordered_json merged_channel(const std::vector<Layer>& layers, const std::string& channel);

}  // namespace report::raster
