#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/config/yaml/source_text.h"

namespace bnn {

struct ConfigEntry;

/// A piece of a configuration as it was written: text, not yet numbers, with the place where it stands.
/// A value type; aliases are expanded, so that it is a tree (at most 64 deep, 100,000 nodes).
struct ConfigNode {
  enum class Kind { kMapping, kSequence, kScalar, kNull };

  Kind kind = Kind::kNull;
  std::string
      text;  ///< of a scalar, without quotes; of a null as it is spelt ("~", "null", "" where nothing stands)
  bool quoted = false;  ///< a scalar in quotes or a block text (`|`, `>`): a text, whatever it looks like
  SourceSpan span;
  std::vector<ConfigEntry> children;  ///< of a mapping or a sequence, in the order of the file

  /// The value under `key`, or nullptr where this is no mapping or has no such key.
  const ConfigNode* find(std::string_view key) const;
  ConfigNode* find(std::string_view key);

  /// Of a mapping: puts `value` under `key`, replacing what is there.
  void set(struct ConfigKey key, ConfigNode value);
};

/// The key of a mapping; keys are unique within it.
struct ConfigKey {
  std::string text;
  SourceSpan span;
};

/// A child: `key: value` of a mapping, or an element of a sequence (whose key is empty).
struct ConfigEntry {
  ConfigKey key;
  ConfigNode value;
};

}  // namespace bnn
