#pragma once

#include <filesystem>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// metrics.json of a run, as `report::read_metrics_json` reads it, with titles and directions of the metrics
/// that there are now; of others their key is the title. Throws `bayes::Error` (kData) where the file is
/// missing or damaged, with the key that is not as it should be.
report::RunRecord read_figures(const std::filesystem::path& run);

}  // namespace bnn
