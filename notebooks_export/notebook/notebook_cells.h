#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "notebooks_export/charts/chart.h"

namespace report {

/// Cells of a notebook, in their order; counts those that run.
class NotebookCells {
 public:
  void text(const std::string& id, const std::string& markdown);
  void code(const std::string& id, const std::string& source,
            const nlohmann::ordered_json& outputs = nlohmann::ordered_json::array());
  /// A cell that says how `kind` is drawn with matplotlib ("run" or "comparison"), then each chart with how
  /// to read it, the code that draws it, and the chart: as PNG, and as Vega-Lite for readers that draw it.
  void charts(const std::vector<Chart>& charts, const std::string& kind);

  /// The notebook, nbformat 4.5.
  nlohmann::ordered_json document() const;

 private:
  nlohmann::ordered_json cells_ = nlohmann::ordered_json::array();
  int executed_ = 0;
};

/// What a cell that prints `text` shows.
nlohmann::ordered_json printed_output(const std::string& text);

}  // namespace report
