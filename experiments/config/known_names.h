#pragma once

#include <string>
#include <vector>

#include "experiments/config/yaml/config_node.h"
#include "experiments/config/yaml/diagnostics.h"

namespace bnn {

/// Reports, with its place and the nearest known one, every name in the list `section.key` that is not one of
/// `known`. `names` is what was read from there, or a default where the file has none.
///   kind  what is named: "format"
void require_known(const ConfigNode& root, const std::string& section, const std::string& key,
                   const std::vector<std::string>& names, const std::vector<std::string>& known,
                   const std::string& kind, Diagnostics& diagnostics);

}  // namespace bnn
