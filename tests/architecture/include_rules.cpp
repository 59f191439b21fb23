#include "tests/architecture/include_rules.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace architecture {
namespace {

const std::vector<std::string> kFolders = {"bayes",       "models",   "notebooks_export",
                                           "experiments", "examples", "benchmarks"};

/// Plain C++ that everybody throws, so that one place turns an error into the program's exit status.
const std::string kKnownToAll = "bayes/core/error.h";

/// Folder -> the other folders that it may include. Inside bayes a folder counts by itself: "bayes/core".
const std::map<std::string, std::set<std::string>>& allowed_arrows() {
  static const std::set<std::string> kBayes = {
      "bayes",           "bayes/core",       "bayes/priors",   "bayes/posteriors",  "bayes/layers",
      "bayes/kernels",   "bayes/engine",     "bayes/metrics",  "bayes/calibration", "bayes/weights",
      "bayes/inference", "bayes/predictive", "bayes/conformal"};
  static const auto with = [](std::set<std::string> folders, std::set<std::string> more) {
    folders.merge(more);
    return folders;
  };
  static const std::map<std::string, std::set<std::string>> kAllowed = {
      {"bayes/kernels", {}},
      {"bayes/core", {"bayes/kernels"}},
      {"bayes/priors", {"bayes/core"}},
      {"bayes/posteriors", {"bayes/core", "bayes/priors", "bayes/kernels"}},
      {"bayes/layers", {"bayes/core", "bayes/priors", "bayes/posteriors", "bayes/kernels"}},
      {"bayes/engine", {"bayes/core", "bayes/priors", "bayes/posteriors", "bayes/kernels"}},
      {"bayes/predictive", {"bayes/core"}},
      {"bayes/inference",
       {"bayes/core", "bayes/priors", "bayes/posteriors", "bayes/layers", "bayes/engine", "bayes/predictive",
        "bayes/kernels"}},
      {"bayes/metrics", {"bayes/core", "bayes/predictive"}},
      {"bayes/calibration", {"bayes/core", "bayes/predictive"}},
      {"bayes/conformal", {"bayes/core", "bayes/predictive"}},
      {"bayes/weights", {"bayes/core", "bayes/priors", "bayes/posteriors"}},
      {"bayes", kBayes},
      {"models", kBayes},
      {"notebooks_export", {}},
      {"examples", with(kBayes, {"models"})},
      {"benchmarks", with(kBayes, {"models"})},
      {"experiments", with(kBayes, {"models", "notebooks_export"})},
  };
  return kAllowed;
}

std::string first_part(const std::string& path) { return path.substr(0, path.find('/')); }

bool starts_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

bool is_ours(const std::string& path) {
  for (const std::string& folder : kFolders) {
    if (starts_with(path, folder + "/")) return true;
  }
  return false;
}

/// "bayes/core/error.h" -> "bayes/core", "bayes/bayes.h" -> "bayes", "experiments/config/x.h" ->
/// "experiments".
std::string folder_of(const std::string& path) {
  const std::size_t second = path.find('/', path.find('/') + 1);
  return first_part(path) == "bayes" && second != std::string::npos ? path.substr(0, second)
                                                                    : first_part(path);
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
    const std::string from = folder_of(file);
    const auto rule = allowed_arrows().find(from);
    if (rule == allowed_arrows().end()) {
      broken.push_back(file + ":1: " + from + " is a new folder: say in include_rules.cpp what it may know");
      continue;
    }
    for (const Include& include : includes) {
      if (!is_ours(include.path)) {
        if (include.quoted)
          broken.push_back(at(file, include) + "our headers are spelt from the repository's root");
        continue;
      }
      const std::string to = folder_of(include.path);
      if (to == from || rule->second.count(to) != 0 || include.path == kKnownToAll) continue;
      broken.push_back(at(file, include) + from + " may know " + names(rule->second));
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
