#pragma once

#include <torch/types.h>

namespace bayes {

/// max(0, x), elementwise; computed once for all draws where x is (see `SharedPrefix`).
torch::Tensor rectify(const torch::Tensor& x);

}  // namespace bayes
