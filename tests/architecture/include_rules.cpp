#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>

namespace architecture {
namespace {

const std::vector<std::string> kFolders = {"bayes",       "models",   "notebooks_export",
                                           "experiments", "examples", "benchmarks"};

/// Plain C++ that everybody throws, so that one place turns an error into the program's exit status.
const std::vector<std::string> kKnownToAll = {"bayes/core/error.h", "bayes/core/metric_info.h"};

/// The rooms of a house from the ground up: one may know those on the floors below its own.
using Floors = std::vector<std::vector<std::string>>;

const Floors kBayes = {
    {"bayes/kernels"},
    {"bayes/core"},
    {"bayes/runtime", "bayes/priors", "bayes/predictive", "bayes/schedules"},
    {"bayes/data", "bayes/likelihoods", "bayes/posteriors", "bayes/optimizers", "bayes/metrics",
     "bayes/calibration", "bayes/conformal", "bayes/acquisition", "bayes/weights"},
    {"bayes/layers/operators"},
    {"bayes/layers/plain", "bayes/layers/dropout", "bayes/layers/variational"},
    {"bayes/layers/families"},
    {"bayes/engine", "bayes/prediction", "bayes/curvature"},
    {"bayes/training", "bayes/sampling"},
    {"bayes/methods"},
    {"bayes"},
};
const Floors kExperiments = {
    {"experiments/files"},
    {"experiments/pictures"},
    {"experiments/datasets"},
    {"experiments/catalog"},
    {"experiments/config/yaml", "experiments/process"},
    {"experiments/config"},
    {"experiments/saved_run"},
    {"experiments/run"},
    {"experiments/compare", "experiments/describe"},
    {"experiments/command_line"},
    {"experiments/commands"},
    {"experiments"},
};

const Floors kNotebooksExport = {
    {"notebooks_export"},
    {"notebooks_export/text", "notebooks_export/records"},
    {"notebooks_export/tables"},
    {"notebooks_export/formats"},
    {"notebooks_export/charts"},
    {"notebooks_export/raster"},
    {"notebooks_export/notebook", "notebooks_export/html"},
};

/// House -> the other houses that it may know.
const std::map<std::string, std::set<std::string>> kHouses = {
    {"bayes", {}},
    {"models", {"bayes"}},
    {"notebooks_export", {}},
    {"experiments", {"bayes", "models", "notebooks_export"}},
    {"examples", {"bayes", "models"}},
    {"benchmarks", {"bayes", "models"}},
};

std::string first_part(const std::string& path) { return path.substr(0, path.find('/')); }

bool starts_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

bool is_ours(const std::string& path) {
  for (const std::string& folder : kFolders) {
    if (starts_with(path, folder + "/")) return true;
  }
  return false;
}

const Floors& floors_of(const std::string& house) {
  static const Floors kNone;
  if (house == "bayes") return kBayes;
  if (house == "notebooks_export") return kNotebooksExport;
  return house == "experiments" ? kExperiments : kNone;
}

/// "bayes/kernels/noise/noise.h" -> "bayes/kernels"; "models/x.h" -> "models"; the folder itself where it is
/// no room.
std::string room_of(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/'));
  const Floors& floors = floors_of(first_part(path));
  if (floors.empty()) return first_part(path);
  for (std::string room = folder; room != first_part(path); room = room.substr(0, room.rfind('/'))) {
    for (const auto& floor : floors) {
      if (std::find(floor.begin(), floor.end(), room) != floor.end()) return room;
    }
  }
  return folder;
}

/// What `room` may know of its own house; nothing where it is no room.
std::optional<std::set<std::string>> below(const std::string& room) {
  std::set<std::string> known;
  for (const auto& floor : floors_of(first_part(room))) {
    if (std::find(floor.begin(), floor.end(), room) != floor.end()) return known;
    known.insert(floor.begin(), floor.end());
  }
  return floors_of(first_part(room)).empty() ? std::optional(known) : std::nullopt;
}

std::string names(const std::set<std::string>& folders) {
  std::string text;
  for (const std::string& folder : folders) text += (text.empty() ? "" : ", ") + folder;
  return text.empty() ? "nothing of ours" : text;
}

std::string at(const std::string& file, const Include& include) {
  return file + ":" + std::to_string(include.line) + ": includes " + include.path + ": ";
}

bool is_libtorch(const std::string& path) {
  for (const char* prefix : {"torch/", "ATen/", "c10/", "caffe2/"}) {
    if (starts_with(path, prefix)) return true;
  }
  return false;
}

bool does_without_libtorch(const std::string& file) {
  if (starts_with(file, "experiments/config/")) {
    return file.find("experiment_config") == std::string::npos &&
           file.find("comparison_config") == std::string::npos;
  }
  return starts_with(file, "notebooks_export/") || starts_with(file, "experiments/files/") ||
         starts_with(file, "experiments/pictures/") || starts_with(file, "bayes/kernels/");
}

/// The chain of files from `file` to a LibTorch header, or empty.
std::vector<std::string> chain_to_libtorch(const Sources& sources, const std::string& file,
                                           std::set<std::string>& seen) {
  const auto found = sources.find(file);
  if (found == sources.end() || !seen.insert(file).second) return {};
  for (const Include& include : found->second) {
    if (is_libtorch(include.path)) return {file + ":" + std::to_string(include.line), include.path};
    std::vector<std::string> chain = chain_to_libtorch(sources, include.path, seen);
    if (chain.empty()) continue;
    chain.insert(chain.begin(), file + ":" + std::to_string(include.line));
    return chain;
  }
  return {};
}

}  // namespace

std::vector<Include> parse_includes(const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Include> includes;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) includes.push_back({number, match[2], match[1] == "\""});
  }
  return includes;
}

Sources read_sources(const std::string& root) {
  namespace fs = std::filesystem;
  Sources sources;
  for (const std::string& folder : kFolders) {
    if (!fs::exists(fs::path(root) / folder)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(fs::path(root) / folder)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::ifstream file(entry.path());
      const std::string text(std::istreambuf_iterator<char>(file), {});
      sources[fs::relative(entry.path(), root).generic_string()] = parse_includes(text);
    }
  }
  return sources;
}

std::vector<std::string> broken_arrows(const Sources& sources) {
  std::vector<std::string> broken;
  for (const auto& [file, includes] : sources) {
    const std::string from = room_of(file), house = first_part(file);
    const auto known = below(from);
    if (!known) {
      broken.push_back(file + ":1: " + from +
                       " is a new room: say in include_rules.cpp on which floor it lies");
      continue;
    }
    for (const Include& include : includes) {
      if (!is_ours(include.path)) {
        if (include.quoted)
          broken.push_back(at(file, include) + "our headers are spelt from the repository's root");
        continue;
      }
      const std::string to = room_of(include.path), other = first_part(include.path);
      if (to == from || std::count(kKnownToAll.begin(), kKnownToAll.end(), include.path) > 0) continue;
      if (other == house ? known->count(to) == 0 : kHouses.at(house).count(other) == 0) {
        broken.push_back(at(file, include) + from + " may know " +
                         names(other == house ? *known : kHouses.at(house)));
      }
    }
  }
  return broken;
}

std::vector<std::string> misplaced_libraries(const Sources& sources) {
  std::vector<std::string> misplaced;
  for (const auto& [file, includes] : sources) {
    const bool is_header = file.substr(file.size() - 2) == ".h";
    for (const Include& include : includes) {
      const std::string library = first_part(include.path);
      if (library == "yaml-cpp" && !starts_with(file, "experiments/config/")) {
        misplaced.push_back(at(file, include) + "only experiments/config knows yaml-cpp");
      }
      if (is_header && (library == "boost" || library == "Eigen" || library == "unsupported")) {
        misplaced.push_back(at(file, include) + "Boost and Eigen are private: .cpp files only");
      }
    }
  }
  return misplaced;
}

std::vector<std::string> reaches_libtorch(const Sources& sources) {
  std::vector<std::string> reaching;
  for (const auto& [file, includes] : sources) {
    if (!does_without_libtorch(file)) continue;
    std::set<std::string> seen;
    const std::vector<std::string> chain = chain_to_libtorch(sources, file, seen);
    std::string text;
    for (const std::string& link : chain) text += (text.empty() ? "" : " -> ") + link;
    if (!text.empty()) reaching.push_back(text + ": this folder does without LibTorch");
  }
  return reaching;
}

}  // namespace architecture
