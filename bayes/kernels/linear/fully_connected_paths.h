#pragma once

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/linear/fully_connected.h"

namespace bayes::kernels {

/// The kernels of fully_connected.h as built for one instruction set: for tests and measurements.
struct FullyConnectedPath {
  void (*fully_connected)(const FullyConnectedShape& shape, const float* input, const float* weight,
                          const float* bias, float* output);
  void (*fully_connected_input_gradient)(const FullyConnectedShape& shape, const float* output_gradient,
                                         const float* weight, float* input_gradient);

  static const FullyConnectedPath portable, avx2, avx512;
};

}  // namespace bayes::kernels
