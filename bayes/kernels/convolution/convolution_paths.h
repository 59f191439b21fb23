#pragma once

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/dispatch.h"

namespace bayes::kernels {

/// The convolution kernels of one algorithm as built for one instruction set: for tests and for measurements.
/// They trust the shape.
struct ConvolutionPath {
  void (*convolution)(const ConvolutionShape& shape, const float* input, const float* weight,
                      const float* bias, float* output);
  void (*gradients)(const ConvolutionShape& shape, const float* input, const float* weight,
                    const float* output_gradient, const ConvolutionGradients& gradients);

  static const ConvolutionPath portable, avx2, avx512;
};

}  // namespace bayes::kernels
