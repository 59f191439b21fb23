#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// Reads one YAML document, guarded: what a parser alone would take silently is refused here.
///   text         at most 1 MB of UTF-8
///   source_name  how messages call it: the path as the user gave it
/// Gives a tree in which aliases are expanded; an empty document gives a null. Scalars stay text: what is a
/// number or a truth value is the reader's decision. Throws `bayes::Error` (usage), formatted as
/// `Diagnostics` does, for all that `make_source` and `NodeBuilder` refuse and for what is no YAML.
ConfigNode parse_yaml(const std::string& text, const std::string& source_name);

/// The same for the value in `key.path=value`, which keeps the columns that it has there.
///   source       one line (`make_source` with is_command_line)
///   value_start  bytes before the value
ConfigNode parse_yaml_value(const std::shared_ptr<const SourceText>& source, std::size_t value_start);

/// The same for a file. Throws `bayes::Error` (usage) also where it cannot be read.
ConfigNode read_yaml_file(const std::string& path);

}  // namespace bnn
