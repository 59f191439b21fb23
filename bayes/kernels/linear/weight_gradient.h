#pragma once

#include <cstdint>

namespace bayes::kernels {

// The gradient of a fully connected layer's weights, some rows at a time, so that it can be used up before it
// leaves the cache:
//   weight_gradient[r, c] = sum over n of gradients[r, n] * inputs[c, n]
// with images innermost. Each throws `Error` where a size is negative.

/// How many values `pack_inputs` writes.
std::int64_t packed_inputs_size(std::int64_t columns, std::int64_t images);
/// Lays inputs [columns, images] out as `weight_gradient_rows` reads them.
void pack_inputs(const float* inputs, std::int64_t columns, std::int64_t images, float* packed);
/// Adds the product of gradients [rows, images] with packed inputs to `sum` [rows, columns]; the sum over
/// images is in their order for every row, whatever the other rows. Fast for multiples of 8 rows.
void add_weight_gradient_rows(const float* gradients, const float* packed, std::int64_t rows,
                              std::int64_t columns, std::int64_t images, float* sum);

/// Whether no value of the product can leave the finite numbers, by the largest factors: false where one is
/// not finite, and where only the product itself could tell.
bool weight_gradient_stays_finite(const float* gradients, std::int64_t rows, const float* inputs,
                                  std::int64_t columns, std::int64_t images);

}  // namespace bayes::kernels
