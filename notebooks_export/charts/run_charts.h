#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// The charts of what was found on the test split, in its order.
std::vector<Chart> found_charts(const RunRecord& run);

/// The charts of a run that its record has numbers for, in the order of the report: reliability, entropy,
/// those found, confusion, draws, learning, kl-layers, learnt-scales, weight-means, weight-sds, pruning.
std::vector<Chart> run_charts(const RunRecord& run);

/// The charts of a comparison: metrics, differences (two methods or more), reliability.
std::vector<Chart> comparison_charts(const ComparisonRecord& comparison);

/// Each chart as a Vega-Lite file of its own, charts/<id>.vl.json: opens in the Vega editor.
std::vector<ExportedFile> chart_files(const std::vector<Chart>& charts);

}  // namespace report
