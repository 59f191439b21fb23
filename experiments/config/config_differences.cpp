#include "experiments/config/config_differences.h"

#include <algorithm>
#include <utility>

namespace bnn {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

void flatten(const ConfigNode& node, const std::string& path, Settings& settings) {
  if (node.kind != ConfigNode::Kind::kMapping && node.kind != ConfigNode::Kind::kSequence) {
    settings.emplace_back(path, node.text);
    return;
  }
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const auto& [key, value] = node.children[i];
    const bool is_element = node.kind == ConfigNode::Kind::kSequence;
    const std::string name = is_element ? "[" + std::to_string(i) + "]" : key.text;
    flatten(value, path.empty() || is_element ? path + name : path + "." + name, settings);
  }
}

std::string value_of(const Settings& settings, const std::string& key) {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const auto& setting) { return setting.first == key; });
  return found == settings.end() ? "" : found->second;
}

}  // namespace

std::vector<ConfigDifference> config_differences(const ConfigNode& first, const ConfigNode& second) {
  Settings ours, theirs;
  flatten(first, "", ours);
  flatten(second, "", theirs);
  std::vector<ConfigDifference> differences;
  for (const auto& [key, value] : ours) {
    const auto other = value_of(theirs, key);
    if (other != value) differences.push_back({key, value, other});
  }
  for (const auto& [key, value] : theirs) {
    if (value_of(ours, key).empty() && !value.empty()) differences.push_back({key, "", value});
  }
  return differences;
}

}  // namespace bnn
