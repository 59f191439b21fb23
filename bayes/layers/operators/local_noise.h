#pragma once

#include <torch/types.h>

namespace bayes {

/// A variance below this counts as this, which keeps the gradient of the square root finite where nothing
/// reaches an output (an all-black patch).
constexpr double kSmallestVariance = 1e-16;

/// A draw from N(mean, variance), element by element: mean + sqrt(variance) * noise.
///   mean, variance, noise  of the same sizes; in one pass where they are float32 on the CPU in the same
///   layout
torch::Tensor with_local_noise(const torch::Tensor& mean, const torch::Tensor& variance,
                               const torch::Tensor& noise);

}  // namespace bayes
