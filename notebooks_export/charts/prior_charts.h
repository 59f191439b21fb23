#pragma once

#include <vector>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/prior_record.h"

namespace report {

/// prior-confidence (top probability and entropy of single networks) and prior-classes (how often each class
/// is named).
std::vector<Chart> prior_charts(const PriorRecord& prior);

}  // namespace report
