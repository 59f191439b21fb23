#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

/// What the HTML reports share. Texts go into the templates as `printable` and are escaped there.
namespace report {

kainjow::mustache::data text_data(std::string_view text);
kainjow::mustache::data table_data(const Table& table);
kainjow::mustache::data chart_data(const Chart& chart);
/// A list of images with a PNG each, what was predicted, and up to 10 bars of class probabilities.
///   originals  what the images were made from: as many, or none
kainjow::mustache::data image_list(const std::vector<ShownImage>& images,
                                   const std::vector<std::string>& class_names,
                                   const std::vector<ShownImage>& originals = {});
/// Keys and values of a JSON object, nested keys joined with dots.
Table flat_table(const nlohmann::ordered_json& object);

/// Fills the template into one self-contained HTML file with style, scripts, licences and a
/// Content-Security-Policy that allows just these.
std::string html_page(const std::string& template_name, kainjow::mustache::data values);

}  // namespace report
