#pragma once

#include <torch/types.h>

namespace bayes {

/// max(0, x), then the largest value of each window of `window` x `window` pixels, without overlap; a rest at
/// the right and at the bottom is left out. What `torch::max_pool2d(torch::relu(x), window)` gives.
///   input   [N, channels, height, width]
///   output  [N, channels, height / window, width / window]
torch::Tensor relu_max_pool2d(const torch::Tensor& input, std::int64_t window);

}  // namespace bayes
