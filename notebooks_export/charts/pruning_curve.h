#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/run_record.h"

namespace report {

/// Test accuracy against the share of weights set to zero, those of least |mean| / sd first. The point marked
/// is the largest share in a row from the start that costs at most half a percentage point of accuracy.
/// Source: Graves 2011, section 7; Blundell et al. 2015, section 5.2.
Chart pruning_curve(const std::vector<PruningPoint>& points);

}  // namespace report
