#include "experiments/config/yaml/unknown_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>

#include "experiments/catalog/nearest_name.h"

namespace bnn {

namespace {

std::string where_it_belongs(const std::string& name, const VisitedSection& section) {
  if (section.path.empty()) return fmt::format("`{}` belongs at the top level", name);
  return fmt::format("`{}` belongs under `{}`", name, section.path);
}

std::string hint_for(const std::string& key, const VisitedSection& here,
                     const std::deque<VisitedSection>& sections) {
  const auto nearest_here = nearest_name(key, here.known);
  const std::string meant = nearest_here ? fmt::format("did you mean `{}`?", *nearest_here) : "";
  if (nearest_here && edit_distance(key, *nearest_here) == 1) return meant;

  for (const VisitedSection& other : sections) {
    const bool same_spelling = std::find(other.known.begin(), other.known.end(), key) != other.known.end();
    if (same_spelling) return where_it_belongs(key, other);
  }
  if (nearest_here) return meant;
  for (const VisitedSection& other : sections) {
    if (const auto nearest = nearest_name(key, other.known)) return where_it_belongs(*nearest, other);
  }
  return "";
}

/// `{epochs:3}` is one key without a value to YAML.
bool looks_like_pair(const ConfigEntry& entry) {
  const bool has_no_value = entry.value.kind == ConfigNode::Kind::kNull && entry.value.text.empty();
  return has_no_value && entry.key.text.find(':') != std::string::npos;
}

void report_unknown_keys_of(const VisitedSection& here, const std::deque<VisitedSection>& sections,
                            Diagnostics& diagnostics) {
  const std::unordered_set<std::string> known(here.known.begin(), here.known.end());
  for (const ConfigEntry& entry : here.node->children) {
    if (known.count(entry.key.text) > 0) continue;
    if (diagnostics.full()) return;
    const std::string place = here.path.empty() ? "at the top level" : fmt::format("in `{}`", here.path);
    diagnostics.add({fmt::format("unknown key {} {}", quoted(entry.key.text), place), entry.key.span,
                     looks_like_pair(entry) ? "expected a blank behind the `:`"
                                            : hint_for(entry.key.text, here, sections),
                     here.known.empty() ? "" : fmt::format("known here: {}", fmt::join(here.known, ", "))});
  }
}

}  // namespace

void report_unknown_keys(const std::deque<VisitedSection>& sections, Diagnostics& diagnostics) {
  for (const VisitedSection& section : sections) {
    if (section.node != nullptr && !section.name_is_wrong)
      report_unknown_keys_of(section, sections, diagnostics);
  }
}

}  // namespace bnn
