#pragma once

#include <filesystem>

#include "experiments/files/file_descriptor.h"

namespace bnn {

/// Opens a file to read it. Throws `bayes::Error`: kData where there is none, and where it is a pipe, a
/// device or a socket, on which reading would wait for ever or never end; kFailed where it is a folder or the
/// system refuses.
FileDescriptor open_regular_file(const std::filesystem::path& path);

/// The same question for files of data, which are opened in another way: a folder is kData too.
void require_data_file(const std::filesystem::path& path);

}  // namespace bnn
