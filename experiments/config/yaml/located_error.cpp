#include "experiments/config/yaml/located_error.h"

#include "experiments/config/yaml/diagnostics.h"

namespace bnn {
namespace {

// The parts of a text between separators.
std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(separator, begin)) != std::string::npos;
       begin = end + separator.size()) {
    parts.push_back(text.substr(begin, end - begin));
  }
  parts.push_back(text.substr(begin));
  return parts;
}

}  // namespace

const ConfigNode* find_setting(const ConfigNode& root, const std::string& key) {
  const ConfigNode* node = &root;
  for (const auto& part : split(key, ".")) {
    node = node->find(part);
    if (node == nullptr) return nullptr;
  }
  return node;
}

bayes::Error located(const bayes::Error& error, const ConfigNode& root) {
  for (const auto& path : split(error.where, ", ")) {
    const auto* node = find_setting(root, path);
    if (node == nullptr) continue;
    Diagnostics diagnostics;
    diagnostics.add({error.problem, node->span, "", "in `" + path + "`: " + error.fix});
    return {diagnostics.text(), "", "", error.fault};
  }
  return error;
}

}  // namespace bnn
