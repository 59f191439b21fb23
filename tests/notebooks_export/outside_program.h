#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

/// Other programs as judges of what was written: Python with numpy or nbformat, a browser.
namespace support {

/// A folder of its own that goes when the test ends.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "export-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void write(const std::vector<report::ExportedFile>& files) const {
    for (const report::ExportedFile& file : files) {
      const std::filesystem::path place = path_ / file.name;
      std::filesystem::create_directories(place.parent_path());
      std::ofstream(place, std::ios::binary) << file.bytes;
    }
  }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int status = 0;
  std::string output;  ///< standard output
};

inline Outcome run_command(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {-1, ""};
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    outcome.output.append(buffer, got);
  }
  outcome.status = ::pclose(pipe);
  return outcome;
}

/// Runs a program text with Python in `folder`.
inline Outcome run_python(const std::string& program, const std::filesystem::path& folder) {
  const std::filesystem::path script = folder / "check_in_test.py";
  std::ofstream(script) << program;
  return run_command("cd '" + folder.string() + "' && /usr/bin/python3 check_in_test.py 2>&1");
}

inline bool python_has(const std::string& module) {
  return run_command("/usr/bin/python3 -c 'import " + module + "' 2>&1").status == 0;
}

}  // namespace support
