#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// Test accuracy against the share of weights set to zero. The point marked is the share that
/// `chosen_pruning` takes by the validation images; without those nothing is marked, and the reading says so.
/// Source: Graves 2011, section 7; Blundell et al. 2015, section 5.2.
Chart pruning_curve(const RunRecord& run);

}  // namespace report
