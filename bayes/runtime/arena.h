#pragma once

#include <torch/types.h>

#include <vector>

namespace bayes {

/// Tensors of zeros, one for each of `sizes`, float32, in one block of memory. Each begins on a cache line of
/// its own, and none at the same place of a page as the one before, so that passes over several of them at
/// once do not push each other out of the cache. The block lives as long as one of them does. Throws
/// `NotAllocated` where the system has no room for it.
std::vector<torch::Tensor> arena(const std::vector<std::vector<std::int64_t>>& sizes);

/// Moves a float32 parameter into a place of an arena: same tensor to all who hold it, same values, other
/// memory.
void move_into(const torch::Tensor& parameter, const torch::Tensor& place);

}  // namespace bayes
