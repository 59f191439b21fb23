#pragma once

#include <optional>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/measurement.h"

namespace report {

/// A curve as lines over their bands, bars as a histogram, points with their error bars; a reference line is
/// dashed. Its id is the key of the measurement. None of a table, which is its own figure. `numbers` has the
/// first 200 rows.
std::optional<Chart> measurement_chart(const Measurement& measurement);

}  // namespace report
