#pragma once

#include <vector>

#include "bayes/layers/families/network.h"
#include "experiments/catalog/entry.h"
#include "models/input_shape.h"

namespace bnn {

using MakeArchitecture = bayes::Architecture(const models::InputShape&);

/// The architectures that `model.name` can name.
const std::vector<Entry<MakeArchitecture>>& architectures();

}  // namespace bnn
