#include "notebooks_export/notebook/notebook_cells.h"

#include "notebooks_export/formats/digest.h"
#include "notebooks_export/notebook/chart_code.h"
#include "notebooks_export/raster/chart_png.h"
#include "notebooks_export/text/escaping.h"

namespace report {
namespace {

using nlohmann::ordered_json;

/// Two pixels a point: shown in its true size, so that letters are as large as those of the page.
std::int64_t points_wide(const std::string& png) {
  std::int64_t pixels = 0;  // in bytes 16 to 19, the highest first
  for (std::size_t at = 16; at < 20; ++at) pixels = 256 * pixels + static_cast<unsigned char>(png[at]);
  return pixels / 2;
}

ordered_json displayed(const ordered_json& spec) {
  const std::string png = chart_png(spec);
  return ordered_json::array({{{"data",
                                {{"application/vnd.vegalite.v5+json", spec},
                                 {"image/png", base64(png)},
                                 {"text/plain", spec["description"]}}},
                               {"metadata", {{"image/png", {{"width", points_wide(png)}}}}},
                               {"output_type", "display_data"}}});
}

}  // namespace

void NotebookCells::text(const std::string& id, const std::string& markdown) {
  cells_.push_back(
      {{"cell_type", "markdown"}, {"id", id}, {"metadata", ordered_json::object()}, {"source", markdown}});
}

void NotebookCells::code(const std::string& id, const std::string& source, const ordered_json& outputs) {
  cells_.push_back({{"cell_type", "code"},
                    {"execution_count", ++executed_},
                    {"id", id},
                    {"metadata", ordered_json::object()},
                    {"outputs", outputs},
                    {"source", source}});
}

void NotebookCells::charts(const std::vector<Chart>& charts, const std::string& kind) {
  if (charts.empty()) return;
  text("charts-text",
       "## Charts\n\nDrawn by matplotlib from the numbers beside this notebook; change what you like.");
  code("charts", chart_setup_code());
  for (const Chart& chart : charts) {
    text(chart.id + "-text", "### " + markdown_text(chart.title) + "\n\n" + markdown_text(chart.reading));
    code(chart.id, chart_code(chart.id, kind), displayed(chart.spec));
  }
}

ordered_json NotebookCells::document() const {
  return {{"cells", cells_},
          {"metadata",
           {{"kernelspec", {{"display_name", "Python 3"}, {"language", "python"}, {"name", "python3"}}},
            {"language_info", {{"name", "python"}}}}},
          {"nbformat", 4},
          {"nbformat_minor", 5}};
}

ordered_json printed_output(const std::string& text) {
  return ordered_json::array({{{"name", "stdout"}, {"output_type", "stream"}, {"text", text}}});
}

}  // namespace report
