#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "bayes/core/error.h"

namespace bnn {

/// Throws what the system said: "cannot <tried>: <strerror>", with the path and, where one is known, the way
/// out.
[[noreturn]] void throw_system_error(int error_number, const std::string& tried,
                                     const std::filesystem::path& path,
                                     bayes::Fault fault = bayes::Fault::kFailed);

/// An open file that closes with its scope.
///
/// Every call is checked: standard streams report a full disk at closing at the earliest, and their
/// destructors not at all. All functions throw `bayes::Error` (kFailed) with path and cause.
class FileDescriptor {
 public:
  /// Opens with the flags of open(2); children that are started do not get it (O_CLOEXEC).
  FileDescriptor(std::filesystem::path path, int flags, mode_t mode = 0666);
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&&) = delete;

  int number() const { return number_; }
  const std::filesystem::path& path() const { return path_; }

  /// Writes all bytes, however often the system takes only some or is interrupted.
  void write_all(std::string_view bytes);
  /// Reads until `size` bytes are there or the file ends; returns how many.
  std::size_t read_up_to(char* bytes, std::size_t size);
  /// Returns when the bytes are on the disk.
  void sync();
  /// Closes and reports what the destructor could not.
  void close();

 private:
  std::filesystem::path path_;
  int number_ = -1;
};

}  // namespace bnn
