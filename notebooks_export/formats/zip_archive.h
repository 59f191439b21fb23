#pragma once

#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// The files as one zip archive: stored, not compressed, all dated 1 January 1980, so that equal contents
/// give equal bytes in every time zone. Throws `bayes::Error` where two files have the same name or memory
/// runs out.
std::string zip_bytes(const std::vector<ExportedFile>& files);

/// The file `name` of the archive `bytes`. Throws `bayes::Error` (kData) where there is none or its check sum
/// is wrong.
std::string zip_entry(const std::string& bytes, const std::string& name);

/// The names of its files, in their order. Throws `bayes::Error` (kData) where it is no archive.
std::vector<std::string> zip_names(const std::string& bytes);

}  // namespace report
