#include "experiments/files/file_descriptor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace bnn {
namespace {

const char* way_out(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "make room there, or choose another folder";
    case EFBIG:
      return "raise the limit on the size of files (ulimit -f), or choose another folder";
    case EACCES:
    case EPERM:
      return "check the owner and the permissions, or choose another folder";
    case EROFS:
      return "the file system is read-only: choose another folder";
    case ENOENT:
      return "check that the path is spelt right and that its folder exists";
    case EMFILE:
    case ENFILE:
      return "raise the limit on open files (ulimit -n)";
    default:
      return "";
  }
}

}  // namespace

void throw_system_error(int error_number, const std::string& tried, const std::filesystem::path& path,
                        bayes::Fault fault) {
  const std::string cause = std::generic_category().message(error_number);
  throw bayes::Error(fmt::format("cannot {}: {}", tried, cause), path.string(), way_out(error_number), fault);
}

FileDescriptor::FileDescriptor(std::filesystem::path path, int flags, mode_t mode) : path_(std::move(path)) {
  do {
    number_ = ::open(path_.c_str(), flags | O_CLOEXEC, mode);
  } while (number_ < 0 && errno == EINTR);
  if (number_ < 0) throw_system_error(errno, "open the file", path_);
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : path_(std::move(other.path_)), number_(std::exchange(other.number_, -1)) {}

void FileDescriptor::write_all(std::string_view bytes) {
  const std::size_t total = bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(number_, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0 || errno != EINTR) {
      const int cause = written == 0 ? EIO : errno;
      throw_system_error(cause, fmt::format("write byte {} of {}", total - bytes.size(), total), path_);
    }
  }
}

std::size_t FileDescriptor::read_up_to(char* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(number_, bytes + done, size - done);
    if (got == 0) break;
    if (got > 0) {
      done += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      throw_system_error(errno, fmt::format("read after {} bytes", done), path_);
    }
  }
  return done;
}

void FileDescriptor::sync() {
  int status = 0;
  do {
    status = ::fsync(number_);
  } while (status != 0 && errno == EINTR);
  // EINVAL: a pipe, or a file system whose folders cannot be flushed; there is nothing to flush then.
  if (status != 0 && errno != EINVAL) throw_system_error(errno, "flush the file to the disk", path_);
}

void FileDescriptor::close() {
  // Linux has let go of the number even where close is interrupted: a second call could hit another thread's
  // file.
  const int status = ::close(std::exchange(number_, -1));
  if (status != 0 && errno != EINTR) throw_system_error(errno, "close the file", path_);
}

}  // namespace bnn
