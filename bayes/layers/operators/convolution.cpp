#include "bayes/layers/operators/convolution.h"

#include <cmath>
#include <optional>

#include "bayes/core/images_innermost.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/innermost_convolution.h"

namespace bayes {
namespace {

// Where the library's own kernels serve: how they go over the images, else nothing.
std::optional<ConvolutionWindows> innermost_windows(const torch::nn::Conv2dOptions& options,
                                                    const torch::Tensor& input, const torch::Tensor& weight) {
  if (!serves_innermost_convolution(input, weight)) return std::nullopt;
  const auto padding = padding_in_pixels(options);
  ConvolutionWindows windows{
      {padding[0], padding[1]}, *options.stride(), *options.dilation(), options.groups()};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto axis = static_cast<std::int64_t>(2 + i);
    const std::int64_t stride = windows.stride[i], dilation = windows.dilation[i];
    if (stride < 1 || dilation < 1) return std::nullopt;
    const std::int64_t extent = dilation * (weight.size(axis) - 1) + 1;
    if (is_same_padding(options)) {
      if (extent % 2 == 0 || stride != 1) return std::nullopt;  // more on one side; refused by LibTorch
      windows.padding[i] = extent / 2;
    }
    if (windows.padding[i] >= extent || extent > input.size(axis) + 2 * windows.padding[i])
      return std::nullopt;
  }
  return windows;
}

bool covers_whole_images(const torch::Tensor& input, const torch::Tensor& weight,
                         const ConvolutionWindows& windows) {
  return weight.size(2) == input.size(2) && weight.size(3) == input.size(3) && windows.padding[0] == 0 &&
         windows.padding[1] == 0 && windows.groups == 1;
}

// [N, features] as images of one pixel.
torch::Tensor as_pixels(const torch::Tensor& features) {
  return features.view({features.size(0), features.size(1), 1, 1});
}

}  // namespace

double initial_bound(const std::vector<std::int64_t>& kernel_sizes) {
  double inputs = 1.0;
  for (std::size_t i = 1; i < kernel_sizes.size(); ++i) inputs *= static_cast<double>(kernel_sizes[i]);
  return 1.0 / std::sqrt(inputs);
}

torch::Tensor convolve(const torch::nn::Conv2dOptions& options, const torch::Tensor& input,
                       const torch::Tensor& weight, const torch::Tensor& bias) {
  const auto windows = innermost_windows(options, input, weight);
  if (!windows) return convolve_by_libtorch(options, input, weight, bias);
  if (!covers_whole_images(input, weight, *windows))
    return innermost_convolution(input, weight, bias, *windows);
  return as_pixels(fully_connected(images_innermost(input).flatten(1), weight.flatten(1), bias));
}

torch::Tensor convolve_locally(const torch::nn::Conv2dOptions& options, const torch::Tensor& input,
                               const GaussianWeights& weights) {
  const auto windows = innermost_windows(options, input, weights.mean);
  if (!windows) return {};
  if (!covers_whole_images(input, weights.mean, *windows))
    return local_innermost_convolution(input, weights, *windows);
  const auto output = local_fully_connected(images_innermost(input), weights);
  return output.defined() ? as_pixels(output) : output;
}

}  // namespace bayes
