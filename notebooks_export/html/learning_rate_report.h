#pragma once

#include <vector>

#include "notebooks_export/records/learning_rate_record.h"
#include "notebooks_export/records/run_record.h"
#include "notebooks_export/tables/table.h"

namespace report {

/// The rates that the test suggests and the one configured, for the terminal and the report.
Table suggested_rates(const LearningRateRecord& record);

/// lr_find.json: what was found, null where a rate is not; lr_find.csv: learning_rate, loss, smoothed of each
/// step; lr_find.html: the curve.
std::vector<ExportedFile> export_learning_rates(const LearningRateRecord& record);

}  // namespace report
