#include "experiments/files/folders.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "experiments/files/file_descriptor.h"

namespace bnn {

namespace fs = std::filesystem;

void make_folders(const fs::path& path) {
  std::error_code ignored;
  if (path.empty() || fs::is_directory(path, ignored)) return;
  if (!path.has_filename()) return make_folders(path.parent_path());  // "a/b/"
  make_folders(path.parent_path());
  if (::mkdir(path.c_str(), 0777) != 0) {
    const int cause = errno;
    if (cause == EEXIST && fs::is_directory(path, ignored)) return;  // another process was quicker
    throw_system_error(cause == EEXIST ? ENOTDIR : cause, "make the folder", path);
  }
  const fs::path above = path.has_parent_path() ? path.parent_path() : fs::path(".");
  FileDescriptor(above, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace bnn
