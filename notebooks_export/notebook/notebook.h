#pragma once

#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// notebook.ipynb (nbformat 4.5) with what it reads beside it: predictions.npz, metrics.json and
/// charts/*.vl.json. Its cells recompute the figures with NumPy and draw the charts with matplotlib; the
/// outputs they would print are there already, and so are the charts, as PNG and as Vega-Lite.
std::vector<ExportedFile> export_notebook(const RunRecord& run);

/// The same of a comparison: reads comparison.json and charts/*.vl.json, which come with it, and holds the
/// full configuration of each method.
std::vector<ExportedFile> export_notebook(const ComparisonRecord& comparison);

}  // namespace report
