#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "experiments/datasets/data_file.h"

namespace bnn {

/// A list beside the files of a data set, as `sha256sum` writes it: whoever puts data of their own under a
/// known name says so by it, and has them checked against it.
constexpr char kOwnSums[] = "SHA256SUMS";

/// File name -> SHA-256 of its unpacked bytes, from the list of `folder`; empty where there is none.
/// Throws `bayes::Error` (kData) where a line is none of `sha256sum`.
std::map<std::string, std::string> read_own_sums(const std::filesystem::path& folder);

/// Throws `bayes::Error` (kData) where `sum`, the SHA-256 of the unpacked bytes of `path`, is neither the
/// known one of `file` nor the one that `own` lists for it.
void require_known_sum(const DataSource& source, const DataFile& file, const std::filesystem::path& path,
                       const std::string& sum, const std::map<std::string, std::string>& own);

}  // namespace bnn
