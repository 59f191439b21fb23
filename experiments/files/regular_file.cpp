#include "experiments/files/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

namespace bnn {
namespace {

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

void require_regular(mode_t mode, const std::filesystem::path& path, bayes::Fault of_folder) {
  if (S_ISREG(mode)) return;
  throw bayes::Error(std::string("it is ") + kind_of(mode) + ", not a file", path.string(),
                     "give the path of a regular file", S_ISDIR(mode) ? of_folder : bayes::Fault::kData);
}

[[noreturn]] void refuse(int cause, const std::filesystem::path& path) {
  const bool missing = cause == ENOENT || cause == ENOTDIR;
  throw_system_error(cause, "read the file", path, missing ? bayes::Fault::kData : bayes::Fault::kFailed);
}

void require_regular_file(const std::filesystem::path& path, bayes::Fault of_folder) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) refuse(errno, path);
  require_regular(facts.st_mode, path, of_folder);
}

}  // namespace

FileDescriptor open_regular_file(const std::filesystem::path& path) {
  require_regular_file(path, bayes::Fault::kFailed);
  // What took its place since then does not hang either.
  FileDescriptor file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) refuse(errno, path);
  require_regular(facts.st_mode, path, bayes::Fault::kFailed);
  return file;
}

void require_data_file(const std::filesystem::path& path) { require_regular_file(path, bayes::Fault::kData); }

}  // namespace bnn
