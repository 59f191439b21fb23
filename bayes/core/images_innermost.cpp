#include "bayes/core/images_innermost.h"

#include <vector>

namespace bayes {

std::vector<std::int64_t> innermost_strides(torch::IntArrayRef sizes) {
  std::vector<std::int64_t> strides(sizes.size());
  std::int64_t stride = sizes[0];
  for (std::size_t i = sizes.size(); i-- > 1;) {
    strides[i] = stride;
    stride *= sizes[i];
  }
  strides[0] = 1;
  return strides;
}

bool is_images_innermost(const torch::Tensor& batch) {
  if (batch.dim() < 1) return false;
  std::int64_t stride = batch.size(0);
  for (std::int64_t i = batch.dim() - 1; i > 0; --i) {
    if (batch.size(i) != 1 && batch.stride(i) != stride) return false;
    stride *= batch.size(i);
  }
  return batch.size(0) == 1 || batch.stride(0) == 1;
}

BatchLayout layout_of(const torch::Tensor& batch) {
  return is_images_innermost(batch) ? BatchLayout::kImagesInnermost : BatchLayout::kImagesOutermost;
}

torch::Tensor images_innermost(const torch::Tensor& batch) {
  if (is_images_innermost(batch)) return batch;
  auto moved = empty_images_innermost(batch.sizes(), batch.options().requires_grad(false));
  return moved.copy_(batch);
}

torch::Tensor empty_images_innermost(torch::IntArrayRef sizes, const torch::TensorOptions& options) {
  return torch::empty_strided(sizes, innermost_strides(sizes), options);
}

}  // namespace bayes
