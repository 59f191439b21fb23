#include "experiments/saved_run/saved_figures.h"

#include "experiments/catalog/conformal_methods.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/files/atomic_file.h"
#include "experiments/saved_run/run_directory.h"
#include "notebooks_export/formats/json.h"

namespace bnn {
namespace {

// With what the catalog says of it.
void complete(report::MetricRow& row) {
  for (const auto& known : metric_infos()) {
    if (known.key != row.key) continue;
    static_cast<report::MetricInfo&>(row) = known;
    return;
  }
  row.title = row.key;
  row.better = report::Better::kNeither;
}

}  // namespace

report::RunRecord read_figures(const std::filesystem::path& run) {
  const auto file = run / "metrics.json";
  auto record = report::read_metrics_json(
      read_file(file, kLargestText),
      {"the metrics of the run", file.string(), "remove the folder of that run, and go on with --resume"});
  for (auto& split : record.splits) {
    for (auto& row : split.metrics) complete(row);
    add_readings(split);
  }
  for (auto& sets : record.conformal) {
    if (!sets.title.empty()) continue;  // of an older version
    for (const auto& entry : conformal_methods()) {
      if (entry.name == sets.name) sets.title = entry.title;
    }
  }
  record.paper = paper_of(record.method);
  return record;
}

}  // namespace bnn
