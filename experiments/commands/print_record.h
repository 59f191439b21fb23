#pragma once

#include "notebooks_export/run_record.h"

namespace bnn {

/// What a run found, to the terminal: the test split, what calibration made of it, prediction sets, and what
/// to be wary of.
void print_record(const report::RunRecord& record);

}  // namespace bnn
