#pragma once

#include <string>
#include <vector>

#include "notebooks_export/run_record.h"

namespace report {

/// A figure at the head of a report, with what it means in one plain sentence.
struct Headline {
  std::string title;
  std::string value;     ///< "98.71 %"
  std::string interval;  ///< "98.4 to 98.9 %"; empty where it is not defined
  std::string reading;
};

/// The metrics of the test split that a reader asks for first (accuracy, NLL, expected calibration error,
/// AUROC of finding wrong images or else the Brier score), as far as the run has them.
std::vector<Headline> headlines(const RunRecord& run);

}  // namespace report
