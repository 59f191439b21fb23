#pragma once

#include <cstddef>

#include "notebooks_export/records/measurement.h"
#include "notebooks_export/tables/table.h"

namespace report {

/// The numbers of a measurement for people, of any kind: the first `most` rows.
Table measurement_table(const Measurement& measurement, std::size_t most);

/// All of them for machines, in full precision; columns are called by their keys.
Table measurement_values(const Measurement& measurement);

}  // namespace report
