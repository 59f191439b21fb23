#pragma once

#include <torch/types.h>

namespace bayes {

/// The mean of each channel over its pixels; computed once for all draws where x is (see `SharedPrefix`).
///   x       [N, channels, height, width]
///   output  [N, channels]
torch::Tensor global_average_pool2d(const torch::Tensor& x);

}  // namespace bayes
