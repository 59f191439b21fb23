#include "experiments/config/moved_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace bnn {
namespace {

using Kind = ConfigNode::Kind;
using Path = std::vector<std::string>;

struct MovedKey {
  Path before, now;
};

const std::vector<MovedKey>& moved_keys() {
  static const std::vector<MovedKey> list{
      {{"training", "label_smoothing"}, {"model", "likelihood", "label_smoothing"}},
  };
  return list;
}

std::optional<ConfigEntry> take(ConfigNode& root, const Path& path) {
  ConfigNode* section = &root;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    section = section->find(path[i]);
    if (section == nullptr) return std::nullopt;
  }
  if (section->find(path.back()) == nullptr) return std::nullopt;
  auto& entries = section->children;
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const ConfigEntry& entry) { return entry.key.text == path.back(); });
  auto entry = std::move(*found);
  entries.erase(found);
  return entry;
}

// What is no section on the way is left to whoever reads it to report.
void put(ConfigNode& root, const MovedKey& key, ConfigEntry entry, Diagnostics& diagnostics) {
  ConfigNode* section = &root;
  for (std::size_t i = 0; i + 1 < key.now.size(); ++i) {
    const auto& name = key.now[i];
    if (section->find(name) == nullptr) {
      section->set({name, entry.key.span}, {Kind::kMapping, "", false, entry.key.span, {}});
    }
    section = section->find(name);
    if (section->kind != Kind::kMapping) return;
  }
  if (const auto* other = section->find(key.now.back())) {
    diagnostics.add({fmt::format("`{}` and `{}` are the same setting, given twice",
                                 fmt::join(key.before, "."), fmt::join(key.now, ".")),
                     entry.key.span, "leave this one out", "the other: " + describe(other->span)});
    return;
  }
  section->set({key.now.back(), entry.key.span}, std::move(entry.value));
}

}  // namespace

ConfigNode with_keys_moved(ConfigNode root, Diagnostics& diagnostics) {
  for (const auto& key : moved_keys()) {
    if (auto entry = take(root, key.before)) put(root, key, std::move(*entry), diagnostics);
  }
  return root;
}

}  // namespace bnn
