#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace report {

/// The chart as a PNG file, on white, two pixels a point, drawn from the same Vega-Lite spec as in a browser.
/// What is drawn are the marks, scales and channels that the charts of this folder use, with panels in
/// "concat" or "vconcat"; throws `std::invalid_argument` for others. The same spec gives the same bytes.
std::string chart_png(const nlohmann::ordered_json& spec);

}  // namespace report
