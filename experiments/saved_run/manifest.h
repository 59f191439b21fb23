#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// manifest.json of a finished run: size and SHA-256 of every file in its folder but the checkpoints, which
/// carry their own.
///   pending  files that are written right after it: metrics.json, which says that the run is complete
void write_manifest(const std::filesystem::path& run, const std::vector<report::ExportedFile>& pending = {});

/// A manifest of `files` alone: of a comparison, in whose folder runs lie that have their own.
void write_manifest_of(const std::filesystem::path& folder, const std::vector<report::ExportedFile>& files);

/// Takes files out, before they are written anew: a stop between leaves none that does not match.
void take_out_of_manifest(const std::filesystem::path& run, const std::vector<std::string>& names);

/// Puts them in again. Both leave a run without a manifest without one.
void add_to_manifest(const std::filesystem::path& run, const std::vector<report::ExportedFile>& files);

/// Whether the run has a manifest. Throws `bayes::Error` (kData) where a file is not as it says, with its
/// name.
bool verify_manifest(const std::filesystem::path& run);

/// The same for people: a run without a manifest is warned of on standard error.
void require_intact(const std::filesystem::path& run);

}  // namespace bnn
