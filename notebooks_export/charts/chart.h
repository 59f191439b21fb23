#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "notebooks_export/tables/table.h"

namespace report {

/// A chart with what belongs to it: shown in reports and notebooks, or saved as a Vega-Lite file of its own.
struct Chart {
  std::string id;               ///< of our own making: "reliability"; names the file and the element
  std::string title;            ///< what is shown
  std::string reading;          ///< how to read it and what it says here, in plain sentences
  nlohmann::ordered_json spec;  ///< Vega-Lite 5, complete, aggregated; panels are its "vconcat" or "concat"
  Table numbers;                ///< the same numbers for those who cannot see it
};

/// Colours that people with colour-blindness tell apart (after Okabe & Ito 2008, darkened or lightened until
/// each stands out from white and from near-black), with a dash and a shape for each, so that colour is never
/// alone.
inline constexpr const char* kBlue = "#2f7fc1";
inline constexpr const char* kOrange = "#d95f02";
inline constexpr const char* kGreen = "#1b9e77";
inline constexpr const char* kGrey = "#7b828c";

/// The head of a spec: schema, title, description (read aloud by screen readers), look.
nlohmann::ordered_json chart_head(const std::string& title, const std::string& description);

/// Scales for up to six named series, then again from the first: {"domain": names, "range": …}.
nlohmann::ordered_json series_colours(const std::vector<std::string>& names);
nlohmann::ordered_json series_shapes(const std::vector<std::string>& names);

/// The "strokeDash" channel of rows whose field "series" is the number of the series. A condition and not a
/// scale: a scale of dashes would put dashed outlines around the shapes in the legend, which then cannot be
/// told apart.
nlohmann::ordered_json series_dash();

/// A quantitative channel: {"field", "type", "title"}, with "axis" format where one is given.
nlohmann::ordered_json quantity(const std::string& field, const std::string& title,
                                const std::string& format = "");

}  // namespace report
