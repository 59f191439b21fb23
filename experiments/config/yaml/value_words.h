#pragma once

#include <string>
#include <string_view>

#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// What a value is that should have been something else: "is a list", "is null", "has no value", "is the text
/// `0.1` in quotes", "is `ten`".
std::string problem_of(const ConfigNode& node);

/// `true` or `false` where the text is what other programs take for that (yes, no, on, off, y, n, 1, 0, True,
/// FALSE, …), else empty.
std::string meant_boolean(std::string_view text);

/// At most 20 characters of the text, on one line: for an example in a hint.
std::string printable_start(std::string_view text);

}  // namespace bnn
