#pragma once

#include <filesystem>

namespace bnn {

/// Makes a folder and those above it that are missing, each entered in the one above it on the disk: after a
/// power loss a file that was written into it would else be gone with its folder. Nothing where it is there
/// or `path` is empty. Throws `bayes::Error` (kFailed) with the path that could not be made.
void make_folders(const std::filesystem::path& path);

}  // namespace bnn
