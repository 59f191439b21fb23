#pragma once

#include <torch/types.h>

namespace bayes {

/// What kernels take for a tensor of floats that may be left out, or be empty as saved tensors are then.
inline float* data_or_null(const torch::Tensor& tensor) {
  return tensor.defined() && tensor.numel() > 0 ? tensor.data_ptr<float>() : nullptr;
}

}  // namespace bayes
