#include "experiments/files/file_lock.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <string>
#include <system_error>
#include <thread>

#include "bayes/core/error.h"
#include "experiments/files/terminal_text.h"

namespace bnn {
namespace {

std::string line_about_this_process() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"unknown host"};
  const std::tm utc = fmt::gmtime(std::time(nullptr));
  return fmt::format("process {} on {} since {:%Y-%m-%dT%H:%M:%SZ}\n", ::getpid(), host.data(), utc);
}

/// What the holder wrote. It writes just after it got the lock, so that an empty file is worth a second look.
std::string line_of_the_holder(const FileDescriptor& file) {
  std::array<char, 400> bytes{};
  for (int attempt = 0; attempt < 20; ++attempt) {
    const ssize_t size = ::pread(file.number(), bytes.data(), bytes.size(), 0);
    if (size > 0) {
      std::string line(bytes.data(), static_cast<std::size_t>(size));
      line.resize(std::min(line.size(), line.find('\n')));
      return terminal_line(line);  // the file may be anyone's
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return "another process";
}

// Somebody who may write to the folder could have put a link to a file of ours there.
FileDescriptor open_lock(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto refuse = [&path](const char* what) {
    throw bayes::Error(fmt::format("the lock of the folder is {}", what), path.string(), "remove it",
                       bayes::Fault::kFailed);
  };
  if (std::filesystem::is_symlink(path, ignored)) refuse("a symbolic link");
  FileDescriptor file(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) throw_system_error(errno, "lock the folder", path);
  if (!S_ISREG(facts.st_mode)) refuse("not a regular file");
  if (facts.st_nlink > 1) refuse("a file with another name elsewhere");
  return file;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& folder) : file_(open_lock(folder / ".lock")) {
  int status = 0;
  do {
    status = ::flock(file_.number(), LOCK_EX | LOCK_NB);
  } while (status != 0 && errno == EINTR);
  if (status != 0 && errno == EWOULDBLOCK) {
    throw bayes::Error(fmt::format("the folder is in use by {}", line_of_the_holder(file_)), folder.string(),
                       "wait until that ends, or choose another folder", bayes::Fault::kTryAgain);
  }
  if (status != 0) throw_system_error(errno, "lock the folder", file_.path());

  if (::ftruncate(file_.number(), 0) != 0) throw_system_error(errno, "write the lock", file_.path());
  file_.write_all(line_about_this_process());
}

FileLock::~FileLock() {
  // An empty file says that nobody holds it. Removing it would let two processes lock two files of one name.
  [[maybe_unused]] const int ignored = ::ftruncate(file_.number(), 0);
}

}  // namespace bnn
