#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// How many draws are enough: the Monte Carlo error of each shown metric over its standard error over images,
/// against the number of draws, both axes logarithmic, with a line at the tenth that `enough_draws` asks for.
/// The reading names the numbers that are enough.
Chart draws_curve(const RunRecord& run);

}  // namespace report
