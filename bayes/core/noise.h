#pragma once

#include <torch/types.h>

#include "bayes/core/images_innermost.h"

namespace bayes {

/// Noise for a layer: from the `Draw` in scope, else from LibTorch's default generator, so that layers work
/// in anyone's training loop. All are of the given sizes and options.
torch::Tensor weight_normal(const void* owner, torch::IntArrayRef sizes, const torch::TensorOptions& options);
/// 1 with probability `keep`, else 0.
torch::Tensor weight_bernoulli(const void* owner, torch::IntArrayRef sizes, double keep,
                               const torch::TensorOptions& options);
torch::Tensor example_normal(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                             BatchLayout layout = BatchLayout::kImagesOutermost);
/// 1 with probability `keep`, else 0.
torch::Tensor example_bernoulli(torch::IntArrayRef sizes, double keep, const torch::TensorOptions& options,
                                BatchLayout layout = BatchLayout::kImagesOutermost);
/// +1 or -1.
torch::Tensor example_sign(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                           BatchLayout layout = BatchLayout::kImagesOutermost);

}  // namespace bayes
