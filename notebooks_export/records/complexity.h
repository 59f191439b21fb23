#pragma once

#include <string>

#include "notebooks_export/records/run_record.h"

namespace report {

/// "KL", "−log prior", or "KL + −log prior" of a network with weights of both kinds.
std::string complexity_title(Complexity complexity);
/// The same for machines, as in metrics.json: "kl", "minus_log_prior", "both"; and back. What is not one of
/// them, or of a run that does not say, is kBoth: nothing wrong is claimed of it.
std::string complexity_key(Complexity complexity);
Complexity complexity_of(const std::string& key);

/// A sentence that says what it measures.
std::string complexity_reading(Complexity complexity);

}  // namespace report
