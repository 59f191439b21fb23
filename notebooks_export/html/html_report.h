#pragma once

#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// report.html: one file that needs no network and no other file. Sets `data-ok="true"` on its root element
/// when all charts are drawn, "false" where one failed.
std::vector<ExportedFile> export_html(const RunRecord& run);
/// The same for a comparison; it links to the reports of its runs.
std::vector<ExportedFile> export_html(const ComparisonRecord& comparison);

}  // namespace report
