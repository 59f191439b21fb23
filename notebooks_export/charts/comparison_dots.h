#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// One panel a metric: each method's mean over seeds with two standard errors, and every seed as a tick.
Chart comparison_dots(const ComparisonRecord& comparison);

/// One panel a metric: each method's paired difference to the first with its 95 % t interval, over a line at
/// 0.
Chart comparison_differences(const ComparisonRecord& comparison);

}  // namespace report
