#include "experiments/catalog/exporters.h"

#include "bayes/core/error.h"
#include "experiments/catalog/nearest_name.h"
#include "notebooks_export/formats/csv.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/formats/npz.h"
#include "notebooks_export/html/html_report.h"
#include "notebooks_export/notebook/notebook.h"

namespace bnn {

const std::vector<ExporterEntry>& exporters() {
  using report::ComparisonRecord;
  using report::RunRecord;
  static const std::vector<ExporterEntry> list{
      {"html", "report.html: one file with charts, tables and images; needs no network.",
       [](const RunRecord& run) { return report::export_html(run); },
       [](const ComparisonRecord& comparison) { return report::export_html(comparison); }},
      {"ipynb",
       "notebook.ipynb: draws the charts from the numbers beside it, and computes a run's metrics again.",
       [](const RunRecord& run) { return report::export_notebook(run); },
       [](const ComparisonRecord& comparison) { return report::export_notebook(comparison); }},
      {"csv", "weights.csv, predictions.csv; comparison.csv, comparison_mcnemar.csv.",
       [](const RunRecord& run) { return report::export_csv(run); },
       [](const ComparisonRecord& comparison) { return report::export_csv(comparison); }},
      {"npz", "predictions.npz, weights.npz: arrays for NumPy.",
       [](const RunRecord& run) { return report::export_npz(run); }, nullptr},
      {"json", "metrics.json, environment.json; comparison.json.",
       [](const RunRecord& run) { return report::export_json(run); },
       [](const ComparisonRecord& comparison) { return report::export_json(comparison); }},
  };
  return list;
}

const ExporterEntry& exporter(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& entry : exporters()) {
    if (entry.name == name) return entry;
    known.push_back(entry.name);
  }
  throw bayes::Error("there is no format \"" + name + "\"", "--format", known_names(name, known));
}

}  // namespace bnn
