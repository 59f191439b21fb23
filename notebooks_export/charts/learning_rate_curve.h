#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/learning_rate_record.h"

namespace report {

/// The loss, as it was and smoothed, against the learning rate, with the rates that it suggests marked. What
/// lies far above the first loss is cut off.
Chart learning_rate_curve(const LearningRateRecord& record);

}  // namespace report
