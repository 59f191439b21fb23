#pragma once

#include <vector>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// What was learnt with each weight tensor (dropout rates, the sigma of an empirical prior) over epochs.
/// `history` has such in every epoch.
Chart learnt_scales(const std::vector<EpochRecord>& history);

}  // namespace report
