#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// How the predictive entropy (nats, from 0 to ln C) is distributed over images predicted right and over
/// those predicted wrong. An uncertainty that is of use is larger for the wrong ones.
Chart entropy_histogram(const Predictions& predictions);

}  // namespace report
