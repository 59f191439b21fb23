#pragma once

#include <string>

#include "notebooks_export/records/run_record.h"

namespace report {

/// BibTeX for the software and for the paper of the method, where it has one.
std::string citation(const RunRecord& run);
/// The same for every method compared, each once.
std::string citation(const ComparisonRecord& comparison);

}  // namespace report
