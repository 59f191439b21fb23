#pragma once

#include <string>

#include "experiments/config/yaml/config_node.h"
#include "experiments/config/yaml/diagnostics.h"

namespace bnn {

/// What a parser's short message means to the person who wrote the file.
///   message  yaml-cpp's
///   span     where the parser stopped
///   open     the mapping or sequence in which it stopped, innermost; nullptr outside of all
Diagnostic explain_syntax_error(const std::string& message, const SourceSpan& span, const ConfigNode* open);

}  // namespace bnn
