#pragma once

#include <string>
#include <vector>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// Which class is taken for which: counts, coloured by their share of the true class; right ones in another
/// colour. The table lists the 20 most frequent confusions. Counts are written into the cells up to 20
/// classes.
Chart confusion_matrix(const SplitRecord& split, const std::vector<std::string>& class_names);

}  // namespace report
