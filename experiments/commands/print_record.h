#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// What a run found, to the terminal: the test split, what calibration made of it, prediction sets, and what
/// to be wary of.
void print_record(const report::RunRecord& record);

/// Each method's figures, then what lies between them and the first.
void print_comparison(const report::ComparisonRecord& record);

/// The end of a command: where its results are, the report where `formats` has one, and what to do next.
///   next  a command that takes the folder: "bnn show"
void print_results(const std::filesystem::path& folder, const std::vector<std::string>& formats,
                   const std::string& next);

}  // namespace bnn
