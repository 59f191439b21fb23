#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What may include what, and which line of the sources breaks it.
namespace architecture {

struct Include {
  int line = 0;
  std::string path;     ///< as spelt: "bayes/core/error.h", "torch/types.h"
  bool quoted = false;  ///< "…" rather than <…>
};

/// Path from the repository's root -> what the file includes, in order.
using Sources = std::map<std::string, std::vector<Include>>;

/// All .h and .cpp files of bayes, models, notebooks_export, experiments and examples below `root`.
Sources read_sources(const std::string& root);
/// The #include lines of one file's text.
std::vector<Include> parse_includes(const std::string& text);

/// One text for each line that breaks a rule: "file:line: includes x: rule". Empty where all is well.
std::vector<std::string> broken_arrows(const Sources& sources);
/// Libraries that are allowed in few places: yaml-cpp, Boost, Eigen.
std::vector<std::string> misplaced_libraries(const Sources& sources);
/// Files that have to do without LibTorch and yet reach it, by whatever chain of headers.
std::vector<std::string> reaches_libtorch(const Sources& sources);

}  // namespace architecture
