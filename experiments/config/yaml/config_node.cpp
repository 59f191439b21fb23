#include "experiments/config/yaml/config_node.h"

#include <utility>

namespace bnn {

const ConfigNode* ConfigNode::find(std::string_view key) const {
  if (kind != Kind::kMapping) return nullptr;
  for (const ConfigEntry& child : children) {
    if (child.key.text == key) return &child.value;
  }
  return nullptr;
}

ConfigNode* ConfigNode::find(std::string_view key) {
  return const_cast<ConfigNode*>(std::as_const(*this).find(key));
}

void ConfigNode::set(ConfigKey key, ConfigNode value) {
  for (ConfigEntry& child : children) {
    if (child.key.text != key.text) continue;
    child = {std::move(key), std::move(value)};
    return;
  }
  children.push_back({std::move(key), std::move(value)});
}

}  // namespace bnn
