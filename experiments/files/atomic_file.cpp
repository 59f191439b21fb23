#include "experiments/files/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>

#include "bayes/core/error.h"
#include "experiments/files/file_descriptor.h"
#include "experiments/files/regular_file.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = ".bnn-";
constexpr std::string_view kSuffix = ".tmp";

bool is_temporary(std::string_view name) {
  return name.size() > kPrefix.size() + kSuffix.size() && name.substr(0, kPrefix.size()) == kPrefix &&
         name.substr(name.size() - kSuffix.size()) == kSuffix;
}

/// Waits for the lock, or tries once; false where it is not to be had (also: no locks on this file system).
bool lock_file(const FileDescriptor& file, int operation) {
  int status = 0;
  do {
    status = ::flock(file.number(), operation);
  } while (status != 0 && errno == EINTR);
  return status == 0;
}

bool has_a_name(const FileDescriptor& file) {
  struct stat facts {};
  return ::fstat(file.number(), &facts) == 0 && facts.st_nlink > 0;
}

// Once for each folder and process: long folders need not be gone through for each file.
void remove_stale_temporaries_once(const fs::path& folder) {
  static std::mutex mutex;
  static std::set<fs::path> cleaned;
  {
    const std::lock_guard lock(mutex);
    if (!cleaned.insert(fs::absolute(folder).lexically_normal()).second) return;
  }
  remove_stale_temporaries(folder);
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void require_replaceable(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw bayes::Error("the target is not a regular file", path.string(), "choose another name",
                       bayes::Fault::kFailed);
  }
}

}  // namespace

/// A new file beside the target, gone with its scope unless it was renamed.
///
/// Its lock tells `remove_stale_temporaries` that the writer lives. A process number could not: it may be
/// taken again, and means nothing on another host or in another container that shares the folder.
class AtomicFile::Temporary {
 public:
  explicit Temporary(const fs::path& folder) {
    static std::atomic<std::uint64_t> counter{0};
    while (!file_) {
      const fs::path path = folder / fmt::format("{}{}-{}{}", kPrefix, ::getpid(), counter++, kSuffix);
      if (::access(path.c_str(), F_OK) == 0) continue;  // left by a dead process that had our number
      file_.emplace(path, O_WRONLY | O_CREAT | O_EXCL);
      lock_file(*file_, LOCK_EX);
      // A cleaner may have come between creation and lock, and removed the file.
      if (!has_a_name(*file_)) file_.reset();
    }
  }
  ~Temporary() {
    if (file_) ::unlink(file_->path().c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  FileDescriptor& file() { return *file_; }

  void rename_to(const fs::path& target) {
    if (::rename(file_->path().c_str(), target.c_str()) != 0) {
      throw_system_error(errno, "put the new file in place", target);
    }
    FileDescriptor written = std::move(*file_);
    file_.reset();
    // Closed after the rename, as the lock must last until then.
    written.close();
  }

 private:
  std::optional<FileDescriptor> file_;
};

template <class Work>
void AtomicFile::guarded(const Work& work) {
  try {
    work();
  } catch (const bayes::Error& error) {
    throw bayes::Error(fmt::format("{} bytes were not saved: {}", bytes_, error.problem), path_.string(),
                       error.fix, error.fault);
  }
}

AtomicFile::AtomicFile(const fs::path& path) : path_(path) { require_replaceable(path); }

AtomicFile::~AtomicFile() = default;

void AtomicFile::append(std::string_view bytes) {
  bytes_ += bytes.size();
  guarded([&] {
    if (!temporary_) {
      remove_stale_temporaries_once(folder_of(path_));
      temporary_ = std::make_unique<Temporary>(folder_of(path_));
    }
    temporary_->file().write_all(bytes);
  });
}

void AtomicFile::commit() {
  append({});
  guarded([&] {
    temporary_->file().sync();
    temporary_->rename_to(path_);
    FileDescriptor(folder_of(path_), O_RDONLY | O_DIRECTORY).sync();
  });
}

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.append(bytes);
  file.commit();
}

std::string read_file(const fs::path& path, std::uint64_t limit) {
  FileDescriptor file = open_regular_file(path);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) throw_system_error(errno, "read the file", path);

  // One byte more than announced shows the end; files that announce nothing (those of /proc) are read in
  // growing pieces.
  std::string bytes;
  std::size_t done = 0;
  std::uint64_t piece = static_cast<std::uint64_t>(std::max<off_t>(facts.st_size, 4095)) + 1;
  while (true) {
    const std::uint64_t size = done + std::min<std::uint64_t>(piece, limit + 1 - done);
    bytes.resize(size);
    done += file.read_up_to(bytes.data() + done, size - done);
    if (done > limit) {
      throw bayes::Error(fmt::format("the file has more than {} bytes", limit), path.string(),
                         "check that this is the right file", bayes::Fault::kData);
    }
    if (done < size) break;
    piece = done;
  }
  bytes.resize(done);
  return bytes;
}

int remove_stale_temporaries(const fs::path& folder) {
  int removed = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!is_temporary(entry->path().filename().string()) || !entry->is_regular_file(error)) continue;
    try {
      // For writing, as NFS locks nothing else; never what a link points at.
      const FileDescriptor file(entry->path(), O_RDWR | O_NOFOLLOW | O_NONBLOCK);
      if (lock_file(file, LOCK_EX | LOCK_NB) && ::unlink(entry->path().c_str()) == 0) ++removed;
    } catch (const bayes::Error&) {
      // Another process was quicker to remove or rename it.
    }
  }
  return removed;
}

}  // namespace bnn
