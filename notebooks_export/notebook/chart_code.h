#pragma once

#include <string>

/// Python that draws the charts of a notebook with matplotlib.
namespace report {

/// What the code of the charts shares: imports, and functions that read charts/<id>.vl.json and draw lines.
std::string chart_setup_code();

/// Draws the chart of this id from the arrays of the run that cells before it have read, or from its numbers
/// in charts/<id>.vl.json. A chart that is not one of ours by its id is that of a measurement.
///   kind  "run" or "comparison": both have a chart "reliability"
std::string chart_code(const std::string& id, const std::string& kind);

}  // namespace report
