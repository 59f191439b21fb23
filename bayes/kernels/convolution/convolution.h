#pragma once

#include <cstdint>

namespace bayes::kernels {

// 2-D convolution (cross-correlation, as in LibTorch) on the calling thread, in single precision, with the
// images innermost: value (channel, y, x, image) lies at ((channel * height + y) * width + x) * images +
// image, so that loops fill whole vectors for any size of picture. Fastest where images is a multiple of 16
// and the tensors lie on 64-byte boundaries. The order of additions depends on the shape, the algorithm and
// the instruction set alone, that of an output on no other image. weight is [out_channels][in_channels /
// groups][kernel_height][kernel_width]. Results are overwritten, and may not overlap with arguments. Each
// function throws `Error` where a size, stride or dilation is below 1, the groups do not divide the channels,
// a padding lies outside [0, extent) or the extent is larger than the padded image; extent = dilation (kernel
// - 1) + 1.

/// Padded with zeros. Output channels of a group take the input channels of the same group alone.
struct ConvolutionShape {
  std::int64_t images;
  std::int64_t in_channels, height, width;
  std::int64_t out_channels, kernel_height, kernel_width;
  std::int64_t padding_height, padding_width;
  std::int64_t stride_height = 1, stride_width = 1;
  std::int64_t dilation_height = 1, dilation_width = 1;
  std::int64_t groups = 1;

  std::int64_t out_height()
      const;  ///< (height + 2 padding_height - extent) / stride_height + 1, rounded down
  std::int64_t out_width() const;
};

/// How the products are summed.
enum class ConvolutionAlgorithm {
  kFastest,  ///< Winograd's where it pays (winograd.h): exact to rounding beside the largest values near by
  kDirect,   ///< one by one: where no product is negative, exact to rounding beside each sum itself
};

/// output [out_channels][out_height][out_width][images] of input [in_channels][height][width][images].
/// bias [out_channels], or null for none.
void convolution(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output, ConvolutionAlgorithm algorithm = ConvolutionAlgorithm::kFastest);
/// Where gradients go, shaped like what they are of; those that are not wanted are null, bias too where
/// weight is.
struct ConvolutionGradients {
  float* input;
  float* weight;  // summed over the images, as is bias
  float* bias;
};

/// From the gradient of the output. weight is read for the input's, input for the weight's.
void convolution_gradients(const ConvolutionShape& shape, const float* input, const float* weight,
                           const float* output_gradient, const ConvolutionGradients& gradients,
                           ConvolutionAlgorithm algorithm = ConvolutionAlgorithm::kFastest);

}  // namespace bayes::kernels
