#pragma once

#include <vector>

#include "experiments/catalog/described.h"

namespace bnn {

/// What `estimator` of a variational method can name.
const std::vector<Described>& estimators();

}  // namespace bnn
