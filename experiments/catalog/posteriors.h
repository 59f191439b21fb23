#pragma once

#include <vector>

#include "experiments/catalog/described.h"

namespace bnn {

/// What `posterior` of a variational method can name.
std::vector<Described> posteriors();

}  // namespace bnn
