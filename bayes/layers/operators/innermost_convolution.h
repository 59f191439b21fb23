#pragma once

#include <torch/types.h>

#include <array>
#include <vector>

#include "bayes/layers/operators/affine_gradients.h"

namespace bayes {

/// Whether the library's own convolution serves: float32 on the CPU, [N, channels, height, width] not empty.
bool serves_innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight);

/// How a convolution goes over images, as (height, width): padding by zeros, stride and dilation in pixels,
/// and groups of channels.
struct ConvolutionWindows {
  std::array<std::int64_t, 2> padding, stride, dilation;
  std::int64_t groups;

  /// As what a backward pass may keep, and back.
  std::vector<std::int64_t> numbers() const;
  static ConvolutionWindows of(const std::vector<std::int64_t>& numbers);
};

/// Convolution on the library's own kernels, by Winograd's algorithm where that pays and there is no
/// `DirectSumsGuard`.
///   input    [N, in_channels, height, width], in any layout
///   weight   [out_channels, in_channels / groups, kernel_height, kernel_width], the kernel, dilated, no
///   larger
///            than the padded image
///   bias     [out_channels]; may be undefined
///   windows  less padding than the dilated kernel extends over
///   output   [N, out_channels, height_out, width_out], images innermost
/// The gradients of weight and bias go straight to their `GradientPlaces`.
torch::Tensor innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight,
                                    const torch::Tensor& bias, const ConvolutionWindows& windows);

/// Whether that is summed by Winograd's algorithm where nothing forbids it.
bool mixes_sums(const torch::Tensor& input, const torch::Tensor& weight, const ConvolutionWindows& windows);

/// The same without autograd, of an input with images innermost, and its gradients.
torch::Tensor innermost_convolution_output(const torch::Tensor& input, const torch::Tensor& weight,
                                           const torch::Tensor& bias, const ConvolutionWindows& windows);
AffineGradients innermost_convolution_gradients(const torch::Tensor& input, const torch::Tensor& weight,
                                                const torch::Tensor& bias, const ConvolutionWindows& windows,
                                                const torch::Tensor& of_output,
                                                const WantedGradients& wanted);

}  // namespace bayes
