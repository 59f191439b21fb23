#pragma once

#include <filesystem>

#include "experiments/config/comparison_config.h"
#include "experiments/run/runner.h"

namespace bnn {

/// Runs every method with every seed into `<folder>/<label>/<seed>/`, then writes comparison.json,
/// comparison.csv and the reports. Runs that are complete are taken as they are. What is compared is read
/// back from the runs' files. Throws as `run_experiment`, and as `require_intact_comparison` where the folder
/// holds a complete comparison.
report::ComparisonRecord run_comparison(const ComparisonConfig& config, const std::filesystem::path& folder,
                                        const RunContext& context);

}  // namespace bnn
