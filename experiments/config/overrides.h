#pragma once

#include <string>

#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// Sets one value from the command line.
///   root        the configuration, a mapping (or nothing yet)
///   assignment  `key.path=value`; the value is YAML under the same guard (`model.hidden=[400, 400]`,
///               `method={name: map}`) and replaces what is there, all of it. Sections that are missing are
///               made.
/// Throws `bayes::Error` (usage) where the assignment is malformed, the value is none or no YAML, or the path
/// leads through a value that is no section. Its place prints as "command line: training.epochs=ten", then
/// and in all later messages about the value.
void apply_override(ConfigNode& root, const std::string& assignment);

}  // namespace bnn
