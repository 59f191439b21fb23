#pragma once

#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"
#include "notebooks_export/tables/table.h"

namespace report {

/// One line a kind of prediction sets: its options, how often sets held the true class with the 95 %
/// interval, mean size with its own, shares of empty sets and of sets with one class.
Table conformal_table(const std::vector<ConformalRecord>& records);

/// The coverage of each class's images, a column for each kind of sets.
Table conformal_class_table(const std::vector<ConformalRecord>& records,
                            const std::vector<std::string>& class_names);

/// The coverage of the sets of each size, with how many there are; sizes that no kind has are left out.
Table conformal_size_table(const std::vector<ConformalRecord>& records);

}  // namespace report
