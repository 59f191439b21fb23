#pragma once

#include <torch/nn/options/conv.h>
#include <torch/types.h>

#include <ostream>
#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/core/libtorch.h"
#include "bayes/core/shape.h"
#include "bayes/layers/operators/local_affine.h"

namespace bayes {

// What layers of any convolution share. `Options` are LibTorch's: `ConvOptions<D>` or
// `ConvTransposeOptions<D>`, for images of D = 1, 2 or 3 dimensions.

template <class Options>
inline constexpr bool is_transposed = false;
template <size_t D>
inline constexpr bool is_transposed<torch::nn::ConvTransposeOptions<D>> = true;
template <class Options>
inline constexpr bool is_convolution = is_transposed<Options>;
template <size_t D>
inline constexpr bool is_convolution<torch::nn::ConvOptions<D>> = true;

/// "Conv2d", "ConvTranspose3d", …: as LibTorch names the layer.
template <class Options>
std::string convolution_name(const Options& options) {
  return (is_transposed<Options> ? "ConvTranspose" : "Conv") + std::to_string(options.kernel_size()->size()) +
         "d";
}

/// Sizes of the kernel: [out_channels, in_channels / groups, kernel…] of a convolution,
/// [in_channels, out_channels / groups, kernel…] of a transposed one.
template <class Options>
std::vector<std::int64_t> kernel_sizes(const Options& options) {
  const auto in = options.in_channels(), out = options.out_channels();
  const auto first = is_transposed<Options> ? in : out, second = is_transposed<Options> ? out : in;
  std::vector<std::int64_t> sizes{first, second / options.groups()};
  sizes.insert(sizes.end(), options.kernel_size()->begin(), options.kernel_size()->end());
  return sizes;
}

/// 1 / sqrt(product of all sizes but the first), the bound of LibTorch's uniform initial weights and biases:
/// of a convolution 1 / sqrt(inputs of one output); LibTorch does the same to a transposed one.
double initial_bound(const std::vector<std::int64_t>& kernel_sizes);

template <size_t D>
bool is_same_padding(const torch::nn::ConvOptions<D>& options) {
  return alternative<torch::enumtype::kSame>(options.padding()) != nullptr;
}

/// Padding in pixels, for all but "same".
template <size_t D>
std::vector<std::int64_t> padding_in_pixels(const torch::nn::ConvOptions<D>& options) {
  if (const auto* explicit_padding = alternative<torch::ExpandingArray<D>>(options.padding())) {
    return {(*explicit_padding)->begin(), (*explicit_padding)->end()};
  }
  return std::vector<std::int64_t>(D, 0);
}
template <size_t D>
std::vector<std::int64_t> padding_in_pixels(const torch::nn::ConvTransposeOptions<D>& options) {
  return {options.padding()->begin(), options.padding()->end()};
}

/// The convolution by LibTorch's operators.
template <size_t D>
torch::Tensor convolve_by_libtorch(const torch::nn::ConvOptions<D>& options, const torch::Tensor& input,
                                   const torch::Tensor& weight, const torch::Tensor& bias) {
  if (is_same_padding(options)) {
    return at::_convolution_mode(input, weight, bias, *options.stride(), "same", *options.dilation(),
                                 options.groups());
  }
  return at::convolution(input, weight, bias, *options.stride(), padding_in_pixels(options),
                         *options.dilation(), /*transposed=*/false, std::vector<std::int64_t>(D, 0),
                         options.groups());
}
template <size_t D>
torch::Tensor convolve_by_libtorch(const torch::nn::ConvTransposeOptions<D>& options,
                                   const torch::Tensor& input, const torch::Tensor& weight,
                                   const torch::Tensor& bias) {
  return at::convolution(input, weight, bias, *options.stride(), *options.padding(), *options.dilation(),
                         /*transposed=*/true, *options.output_padding(), options.groups());
}

/// What the layer of LibTorch with these options does, with the weight and bias given (a bias may be
/// undefined). Padding by zeros, in pixels or "same" or "valid".
template <class Options>
torch::Tensor convolve(const Options& options, const torch::Tensor& input, const torch::Tensor& weight,
                       const torch::Tensor& bias) {
  return convolve_by_libtorch(options, input, weight, bias);
}
/// In two dimensions, for float32 on the CPU with a padding below the kernel's extent, by the library's own
/// kernels, images innermost.
torch::Tensor convolve(const torch::nn::Conv2dOptions& options, const torch::Tensor& input,
                       const torch::Tensor& weight, const torch::Tensor& bias);

/// Its output by local reparameterisation in one piece (see local_affine.h); undefined where there is none.
template <class Options>
torch::Tensor convolve_locally(const Options&, const torch::Tensor&, const GaussianWeights&) {
  return {};
}
torch::Tensor convolve_locally(const torch::nn::Conv2dOptions& options, const torch::Tensor& input,
                               const GaussianWeights& weights);

/// Throws `Error` where channels do not divide by groups, padding is not by zeros, or a transposed
/// convolution pads its output by a stride and a dilation or more.
template <class Options>
void require_convolution(const Options& options, const std::string& layer) {
  if (options.groups() < 1 || options.in_channels() % options.groups() != 0 ||
      options.out_channels() % options.groups() != 0) {
    throw Error(std::to_string(options.in_channels()) + " channels in and " +
                    std::to_string(options.out_channels()) + " out do not divide into " +
                    std::to_string(options.groups()) + " groups",
                layer, "choose groups that divide both");
  }
  if (alternative<torch::enumtype::kZeros>(options.padding_mode()) == nullptr) {
    throw Error("the padding mode is not zeros", layer, "pad the input before the layer");
  }
  if constexpr (is_transposed<Options>) {
    for (std::size_t i = 0; i < options.stride()->size(); ++i) {
      const auto padding = options.output_padding()->at(i);
      if (padding < options.stride()->at(i) || padding < options.dilation()->at(i)) continue;
      throw Error("the output padding is " + shape_text(*options.output_padding()), layer,
                  "choose less than the stride or the dilation");
    }
  }
}

/// Throws `Error` where the input is not [N, in_channels, …] with as many dimensions as the kernel; the layer
/// is named `family` and then as LibTorch names it.
template <class Options>
void require_images(const Options& options, const torch::Tensor& input, const char* family) {
  const std::size_t dimensions = options.kernel_size()->size();
  if (input.dim() == static_cast<std::int64_t>(dimensions) + 2 && input.size(1) == options.in_channels())
    return;
  const char* names[] = {"length", "height, width", "depth, height, width"};
  throw Error("the input has shape " + shape_text(input.sizes()), family + convolution_name(options),
              "give [N, " + std::to_string(options.in_channels()) + ", " + names[dimensions - 1] + "]");
}

/// "1, 6, kernel_size=[5, 5], stride=[1, 1], …" as LibTorch prints it.
template <class Options>
void print_convolution(std::ostream& stream, const Options& options) {
  const std::vector<std::int64_t> none(options.kernel_size()->size(), 0), ones(none.size(), 1);
  stream << options.in_channels() << ", " << options.out_channels()
         << ", kernel_size=" << shape_text(*options.kernel_size())
         << ", stride=" << shape_text(*options.stride());
  bool same = false;
  if constexpr (!is_transposed<Options>) same = is_same_padding(options);
  if (same) {
    stream << ", padding=same";
  } else if (const auto padding = padding_in_pixels(options); padding != none) {
    stream << ", padding=" << shape_text(padding);
  }
  if constexpr (is_transposed<Options>) {
    const torch::IntArrayRef padding = *options.output_padding();
    if (padding != none) stream << ", output_padding=" << shape_text(padding);
  }
  const torch::IntArrayRef dilation = *options.dilation();
  if (dilation != ones) stream << ", dilation=" << shape_text(dilation);
  if (options.groups() != 1) stream << ", groups=" << options.groups();
  if (!options.bias()) stream << ", bias=false";
}

}  // namespace bayes
