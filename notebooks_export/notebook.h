#pragma once

#include <vector>

#include "notebooks_export/run_record.h"

namespace report {

/// notebook.ipynb (nbformat 4.5) with what it reads beside it: predictions.npz, metrics.json and
/// charts/*.vl.json. Its cells recompute the figures with NumPy and show the charts; the outputs they would
/// print are there already.
std::vector<ExportedFile> export_notebook(const RunRecord& run);

}  // namespace report
