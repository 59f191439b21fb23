#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace bnn {

/// A new folder that goes with its scope. Its name has a blank and a quote, as users' folders have.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "bnn o'test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// How many entries lie in it, hidden ones too.
  int entries() const {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(path), {}));
  }

  std::filesystem::path path;
};

/// Makes a folder the current one while it lives.
struct AtFolder {
  explicit AtFolder(const std::filesystem::path& folder) : before(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~AtFolder() { std::filesystem::current_path(before); }
  AtFolder(const AtFolder&) = delete;
  AtFolder& operator=(const AtFolder&) = delete;
  std::filesystem::path before;
};

/// Writes without the code under test.
inline void put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream stream(path, std::ios::binary);
  stream << bytes;
  stream.close();
  if (!stream) throw std::runtime_error("cannot write " + path.string());
}

/// Reads without the code under test.
inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace bnn
