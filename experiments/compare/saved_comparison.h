#pragma once

#include <filesystem>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// Whether the folder is that of `bnn compare`, and complete.
bool holds_comparison(const std::filesystem::path& folder);

/// Throws `bayes::Error` (kData) where a file that the comparison wrote is not as its manifest.json says; its
/// runs have manifests of their own. A comparison without one is of an older version: it is warned of on
/// standard error.
void require_intact_comparison(const std::filesystem::path& folder);

/// What a comparison found, read back from its comparison.json and the configurations of its runs. Figures
/// that the file does not hold are NaN. Throws as `require_intact_comparison`, and where the file is damaged.
report::ComparisonRecord read_comparison(const std::filesystem::path& folder);

/// The configuration of a comparison in one text: the first method's in full, and how the others differ.
std::string configuration_of(const report::ComparisonRecord& comparison);

}  // namespace bnn
