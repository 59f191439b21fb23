#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// Negative log likelihood and figure (accuracy, RMSE) of training and validation, and the KL, over epochs;
/// one line a member. Values that are not finite (no validation split) are left out.
Chart learning_curves(const std::vector<EpochRecord>& history, Complexity complexity);

}  // namespace report
