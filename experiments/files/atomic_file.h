#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace bnn {

/// Puts `bytes` at `path` in one step: whoever looks, whatever dies, sees the old file or the new one, whole.
///
/// The bytes go to a temporary beside the target (`.bnn-<pid>-<number>.tmp`), are flushed, take the target's
/// name, and the folder is flushed. A symbolic link at `path` is replaced by the file. What fails leaves the
/// old file and no temporary; a second attempt starts from new, as a failed flush may have lost pages
/// already. Throws `bayes::Error` (kFailed) with path, cause and number of bytes; also where `path` is there
/// and is no regular file (root could otherwise replace a device).
///
/// The first time in a folder also removes the temporaries that writers who died left there.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// The same for files too large for memory: bytes go to the temporary piece by piece, and `commit` puts them
/// in place. Without it nothing is left. Throws as `write_file_atomically`.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  void append(std::string_view bytes);
  void commit();

 private:
  class Temporary;
  template <class Work>
  void guarded(const Work& work);

  std::filesystem::path path_;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<Temporary> temporary_;
};

/// The bytes of a file. Throws `bayes::Error`: kData where it is missing, is a pipe or a device, or has more
/// than `limit` bytes, kFailed where it cannot be read.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit);

/// Removes from `folder` (not below it) the temporaries whose writers have died; those being written stay.
/// Returns how many went. A folder that is missing has none.
int remove_stale_temporaries(const std::filesystem::path& folder);

}  // namespace bnn
