#pragma once

#include <filesystem>
#include <optional>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// What a complete run found, as it was when its files were written: nothing is predicted again, and neither
/// its data nor its model are read. Nothing where the run is of an older version, whose metrics.json holds
/// too little. Throws `bayes::Error` where there is no complete run, or a file is not as the run wrote it
/// (kData).
std::optional<report::RunRecord> read_run_record(const std::filesystem::path& folder);

}  // namespace bnn
