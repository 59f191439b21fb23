#pragma once

#include <torch/types.h>

#include <vector>

namespace bayes {

/// The memory layout of this library's own kernels: a batch [N, …] whose images lie innermost, so that value
/// (n, place) is at place * N + n and every loop over images fills whole vectors. To LibTorch it is an
/// ordinary tensor with unusual strides.

enum class BatchLayout { kImagesOutermost, kImagesInnermost };

/// Whether `batch` [N, …] lies like that; always where N or the number of places is 1.
bool is_images_innermost(const torch::Tensor& batch);

BatchLayout layout_of(const torch::Tensor& batch);

/// The same batch, laid out like that; `batch` itself where it already is.
torch::Tensor images_innermost(const torch::Tensor& batch);

/// Strides of a batch of these sizes, laid out like that.
std::vector<std::int64_t> innermost_strides(torch::IntArrayRef sizes);
/// A batch of these sizes, laid out like that, with values yet to be set.
torch::Tensor empty_images_innermost(torch::IntArrayRef sizes, const torch::TensorOptions& options);

}  // namespace bayes
