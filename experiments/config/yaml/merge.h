#pragma once

#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// `base` with what `over` says instead: how an entry of a comparison changes its base.
///
/// Mappings merge key by key; anything else replaces. A section (not the top level) of which both give a
/// `name`, and not the same, starts anew: the other keys of `base` belong to the thing that was named before.
/// What comes from `over` keeps its place in the file that `over` was read from.
ConfigNode merge(const ConfigNode& base, const ConfigNode& over);

}  // namespace bnn
