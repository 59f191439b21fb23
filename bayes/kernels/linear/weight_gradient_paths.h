#pragma once

#include <cstdint>

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/linear/weight_gradient.h"

namespace bayes::kernels {

/// Columns that lie side by side in packed inputs: [columns / kPanel, images, kPanel], the last panel filled
/// up with zeros. A whole number of registers on every instruction set.
constexpr std::int64_t kPanel = 48;

/// The kernels of weight_gradient.h as built for one instruction set: for tests and measurements.
struct WeightGradientPath {
  void (*add_weight_gradient_rows)(const float* gradients, const float* packed, std::int64_t rows,
                                   std::int64_t columns, std::int64_t images, float* sum);
  /// The largest |value|; 0 of none, and not finite where one is not.
  float (*largest_magnitude)(const float* values, std::int64_t count);

  static const WeightGradientPath portable, avx2, avx512;
};

}  // namespace bayes::kernels
