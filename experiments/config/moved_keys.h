#pragma once

#include "experiments/config/yaml/config_node.h"
#include "experiments/config/yaml/diagnostics.h"

namespace bnn {

/// An experiment with what stands under keys of older versions where it belongs now; it keeps its place in
/// the file. Reports where a key is given in both places:
///     training.label_smoothing  is now  model.likelihood.label_smoothing
ConfigNode with_keys_moved(ConfigNode root, Diagnostics& diagnostics);

}  // namespace bnn
