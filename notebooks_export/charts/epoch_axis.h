#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// The channel x of a chart over epochs: whole epochs as ticks, none twice. `history` is not empty.
nlohmann::ordered_json epoch_axis(const std::vector<EpochRecord>& history);

/// A line with a point at every epoch.
nlohmann::ordered_json epoch_line();

}  // namespace report
