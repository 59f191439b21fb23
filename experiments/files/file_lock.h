#pragma once

#include <filesystem>

#include "experiments/files/file_descriptor.h"

namespace bnn {

/// Holds a folder for this process: flock(2) on `<folder>/.lock`, let go with the object or the process,
/// however either ends. The file stays and says in one line who holds it: process, host, since when. A
/// symbolic link, or a file that has another name too, is no lock: nothing is written to what it leads to.
class FileLock {
 public:
  /// Throws `bayes::Error`: kTryAgain where another holds the folder, with that line; kFailed where the
  /// folder is missing, cannot be written, or its file system has no locks.
  explicit FileLock(const std::filesystem::path& folder);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  FileDescriptor file_;
};

}  // namespace bnn
