#pragma once

#include <vector>

#include "notebooks_export/records/prior_record.h"
#include "notebooks_export/records/run_record.h"
#include "notebooks_export/tables/table.h"

namespace report {

/// The figures of a prior beside what networks without any opinion would show, one line each.
Table prior_table(const PriorRecord& prior);

/// prior.json: every field of the record but its configuration and environment, with chance_agreement and
/// log_classes beside them. What is not finite is null.
nlohmann::ordered_json prior_json(const PriorRecord& prior);

/// prior.json, prior.html (one file that needs no network) and the charts as Vega-Lite files.
std::vector<ExportedFile> export_prior(const PriorRecord& prior);

}  // namespace report
