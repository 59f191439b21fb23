#pragma once

#include <cstdint>

namespace bayes::kernels {

/// A fully connected layer on a batch whose images lie innermost:
///   input   [in_features, images]
///   weight  [out_features, in_features]
///   output  [out_features, images]
/// Weights are read as they lie, once, where a general matrix product would copy them first: for batches of
/// at most a few hundred images that is a third of its time.
struct FullyConnectedShape {
  std::int64_t in_features, out_features, images;
};

// Each throws `Error` where a size is negative. Sums go over features in their order, whatever the batch.

/// output = weight * input + bias; bias [out_features] may be null.
void fully_connected(const FullyConnectedShape& shape, const float* input, const float* weight,
                     const float* bias, float* output);
/// input_gradient [in_features, images] = weight^T * output_gradient
void fully_connected_input_gradient(const FullyConnectedShape& shape, const float* output_gradient,
                                    const float* weight, float* input_gradient);

}  // namespace bayes::kernels
