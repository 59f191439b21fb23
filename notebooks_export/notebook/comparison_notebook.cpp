#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "notebooks_export/charts/run_charts.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/notebook/notebook.h"
#include "notebooks_export/notebook/notebook_cells.h"
#include "notebooks_export/notebook/notebook_outputs.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/text/escaping.h"

namespace report {
namespace {

constexpr const char* kLoadComparison = R"(import json


def shown(number):
    return "-" if number is None else f"{number:.4f}"


with open("comparison.json", encoding="utf-8") as file:
    comparison = json.load(file)
for method in comparison["methods"]:
    for name, figure in method["metrics"].items():
        print(f"{method['label']}, {name}: {shown(figure['mean'])} ± {shown(figure['standard_error'])}"))";

std::string introduction_of(const ComparisonRecord& comparison) {
  std::string seeds;
  for (const auto seed : comparison.seeds) seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
  return "# " + markdown_text(comparison.name) + "\n\nModel: " + markdown_text(comparison.model) +
         "  \nData: " + markdown_text(comparison.dataset) + "  \nSeeds: " + seeds +
         "\n\nThe cells read `comparison.json` and `charts/` beside this notebook.";
}

/// An indented block: no line of the configuration can end it, as a line of backquotes would end a fenced
/// one.
std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    out += "    " + text.substr(begin, end - begin) + "\n";
  }
  return out;
}

std::string configuration_of_method(const ComparisonRecord& comparison, const ComparedMethod& method) {
  std::string text = "### " + markdown_text(method.label) + "\n\n";
  if (!method.note.empty()) text += "Differs in: " + markdown_text(method.note) + "\n\n";
  const std::string seed =
      comparison.seeds.empty() ? "" : ", seed " + std::to_string(comparison.seeds.front());
  return text + "Every setting" + seed + ":\n\n" + indented(printable_lines(method.config_yaml));
}

}  // namespace

std::vector<ExportedFile> export_notebook(const ComparisonRecord& comparison) {
  const std::vector<Chart> charts = comparison_charts(comparison);
  NotebookCells cells;
  cells.text("introduction", introduction_of(comparison));
  cells.text("figures-text",
             "## Figures\n\nMean over seeds ± standard error of the mean, on the test images.\n\n" +
                 markdown(comparison_table(comparison)));
  cells.code("load", kLoadComparison, printed_output(compared_output(comparison)));
  cells.charts(charts, "comparison");
  cells.text("configurations", "## Configurations");
  int place = 0;
  for (const ComparedMethod& method : comparison.methods) {
    if (method.config_yaml.empty()) continue;  // of a run that is gone
    cells.text("configuration-" + std::to_string(++place), configuration_of_method(comparison, method));
  }
  std::vector<ExportedFile> files{{"notebook.ipynb", json_text(cells.document())},
                                  {"comparison.json", json_text(comparison_json(comparison))}};
  for (ExportedFile& file : chart_files(charts)) files.push_back(std::move(file));
  return files;
}

}  // namespace report
