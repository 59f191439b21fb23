#pragma once

#include <torch/nn/options/conv.h>
#include <torch/types.h>

#include <iosfwd>
#include <vector>

namespace bayes {

/// Sizes of the kernel of a convolution: [out_channels, in_channels / groups, kernel…].
template <size_t D>
std::vector<std::int64_t> kernel_sizes(const torch::nn::ConvOptions<D>& options) {
  std::vector<std::int64_t> sizes{options.out_channels(), options.in_channels() / options.groups()};
  sizes.insert(sizes.end(), options.kernel_size()->begin(), options.kernel_size()->end());
  return sizes;
}

/// 1 / sqrt(inputs of one output): the bound of LibTorch's uniform initial weights and biases.
double initial_bound(const std::vector<std::int64_t>& kernel_sizes);

/// The convolution that `torch::nn::Conv2d` with these options does, with the weight and bias given (a bias
/// may be undefined). Padding by zeros, in pixels or "same" or "valid". For
/// float32 on the CPU with stride, dilation and groups of 1 by the library's own kernels, images innermost.
torch::Tensor convolve(const torch::nn::Conv2dOptions& options, const torch::Tensor& input,
                       const torch::Tensor& weight, const torch::Tensor& bias);

/// Throws `Error` where channels do not divide by groups or padding is not by zeros.
void require_convolution(const torch::nn::Conv2dOptions& options, const char* layer);
/// Throws `Error` where the input is not [N, in_channels, height, width].
void require_images(const torch::nn::Conv2dOptions& options, const torch::Tensor& input, const char* layer);

/// "1, 6, kernel_size=[5, 5], stride=[1, 1], …" as LibTorch prints it.
void print_convolution(std::ostream& stream, const torch::nn::Conv2dOptions& options);

}  // namespace bayes
