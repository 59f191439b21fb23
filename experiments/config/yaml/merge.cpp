#include "experiments/config/yaml/merge.h"

#include <cstddef>
#include <string>
#include <unordered_map>

namespace bnn {

namespace {

bool names_another_thing(const ConfigNode& base, const ConfigNode& over) {
  const ConfigNode* old_name = base.find("name");
  const ConfigNode* new_name = over.find("name");
  return old_name != nullptr && new_name != nullptr && old_name->text != new_name->text;
}

ConfigNode merge_sections(const ConfigNode& base, const ConfigNode& over) {
  const bool both_mappings =
      base.kind == ConfigNode::Kind::kMapping && over.kind == ConfigNode::Kind::kMapping;
  return both_mappings && !names_another_thing(base, over) ? merge(base, over) : over;
}

}  // namespace

ConfigNode merge(const ConfigNode& base, const ConfigNode& over) {
  if (base.kind != ConfigNode::Kind::kMapping || over.kind != ConfigNode::Kind::kMapping) return over;
  ConfigNode merged = base;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < merged.children.size(); ++i) places[merged.children[i].key.text] = i;
  for (const ConfigEntry& entry : over.children) {
    const auto place = places.find(entry.key.text);
    if (place == places.end()) {
      merged.children.push_back(entry);
    } else {
      ConfigEntry& old = merged.children[place->second];
      old = {entry.key, merge_sections(old.value, entry.value)};
    }
  }
  return merged;
}

}  // namespace bnn
