#pragma once

#include <torch/types.h>

namespace bayes {

/// Whether the library's own convolution serves: float32 on the CPU, [N, channels, height, width] not empty.
bool serves_innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight);

/// Convolution with stride 1, dilation 1, one group and padding by zeros, on the library's own kernels.
///   input    [N, in_channels, height, width], in any layout
///   weight   [out_channels, in_channels, kernel_height, kernel_width], the kernel no larger than the padded
///   image bias     [out_channels]; may be undefined padding  [2], pixels, less than the kernel output   [N,
///   out_channels, height_out, width_out], images innermost
/// The gradients of weight and bias go straight to their `GradientPlaces`.
torch::Tensor innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight,
                                    const torch::Tensor& bias, torch::IntArrayRef padding);

}  // namespace bayes
