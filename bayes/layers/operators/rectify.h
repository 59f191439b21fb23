#pragma once

#include <torch/types.h>

namespace bayes {

/// max(0, x), elementwise; computed once for all draws where x is (see `SharedPrefix`).
torch::Tensor rectify(const torch::Tensor& x);

/// The same in the memory of x, of which nothing else has need, unless x is to be remembered.
torch::Tensor rectify_(torch::Tensor x);

}  // namespace bayes
