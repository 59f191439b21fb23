#include "bayes/layers/convolution.h"

#include <cmath>
#include <optional>
#include <ostream>

#include "bayes/core/error.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/shape.h"
#include "bayes/layers/fully_connected.h"
#include "bayes/layers/innermost_convolution.h"

namespace bayes {
namespace {

bool is_same_padding(const torch::nn::Conv2dOptions& options) {
  return c10::get_if<torch::enumtype::kSame>(&options.padding()) != nullptr;
}

// Padding in pixels, for all but "same".
std::vector<std::int64_t> pixels(const torch::nn::Conv2dOptions& options) {
  if (const auto* explicit_padding = c10::get_if<torch::ExpandingArray<2>>(&options.padding())) {
    return {(*explicit_padding)->begin(), (*explicit_padding)->end()};
  }
  return {0, 0};
}

// Where the library's own kernels serve: the padding in pixels, else nothing.
std::optional<std::vector<std::int64_t>> innermost_padding(const torch::nn::Conv2dOptions& options,
                                                           const torch::Tensor& input,
                                                           const torch::Tensor& weight) {
  if (!serves_innermost_convolution(input, weight) || options.groups() != 1) return std::nullopt;
  auto padding = pixels(options);
  for (std::int64_t i = 0; i < 2; ++i) {
    const std::int64_t kernel = weight.size(2 + i);
    if (options.stride()->at(i) != 1 || options.dilation()->at(i) != 1) return std::nullopt;
    if (is_same_padding(options)) {
      if (kernel % 2 == 0) return std::nullopt;  // more on one side than on the other
      padding[i] = kernel / 2;
    }
    if (padding[i] >= kernel || kernel > input.size(2 + i) + 2 * padding[i]) return std::nullopt;
  }
  return padding;
}

bool covers_whole_images(const torch::Tensor& input, const torch::Tensor& weight,
                         const std::vector<std::int64_t>& padding) {
  return weight.size(2) == input.size(2) && weight.size(3) == input.size(3) && padding[0] == 0 &&
         padding[1] == 0;
}

}  // namespace

double initial_bound(const std::vector<std::int64_t>& kernel_sizes) {
  double inputs = 1.0;
  for (std::size_t i = 1; i < kernel_sizes.size(); ++i) inputs *= static_cast<double>(kernel_sizes[i]);
  return 1.0 / std::sqrt(inputs);
}

torch::Tensor convolve(const torch::nn::Conv2dOptions& options, const torch::Tensor& input,
                       const torch::Tensor& weight, const torch::Tensor& bias) {
  if (const auto padding = innermost_padding(options, input, weight)) {
    if (!covers_whole_images(input, weight, *padding))
      return innermost_convolution(input, weight, bias, *padding);
    const auto output = fully_connected(images_innermost(input).flatten(1), weight.flatten(1), bias);
    return output.unsqueeze(-1).unsqueeze(-1);
  }
  if (is_same_padding(options)) {
    return torch::conv2d(input, weight, bias, *options.stride(), std::string("same"), *options.dilation(),
                         options.groups());
  }
  return torch::conv2d(input, weight, bias, *options.stride(), pixels(options), *options.dilation(),
                       options.groups());
}

void require_convolution(const torch::nn::Conv2dOptions& options, const char* layer) {
  if (options.groups() < 1 || options.in_channels() % options.groups() != 0 ||
      options.out_channels() % options.groups() != 0) {
    throw Error(std::to_string(options.in_channels()) + " channels in and " +
                    std::to_string(options.out_channels()) + " out do not divide into " +
                    std::to_string(options.groups()) + " groups",
                layer, "choose groups that divide both");
  }
  if (c10::get_if<torch::enumtype::kZeros>(&options.padding_mode()) == nullptr) {
    throw Error("the padding mode is not zeros", layer, "pad the input before the layer");
  }
}

void require_images(const torch::nn::Conv2dOptions& options, const torch::Tensor& input, const char* layer) {
  if (input.dim() == 4 && input.size(1) == options.in_channels()) return;
  throw Error("the input has shape " + shape_text(input.sizes()), layer,
              "give [N, " + std::to_string(options.in_channels()) + ", height, width]");
}

void print_convolution(std::ostream& stream, const torch::nn::Conv2dOptions& options) {
  stream << options.in_channels() << ", " << options.out_channels()
         << ", kernel_size=" << shape_text(*options.kernel_size())
         << ", stride=" << shape_text(*options.stride());
  if (is_same_padding(options)) {
    stream << ", padding=same";
  } else if (const auto padding = pixels(options); padding != std::vector<std::int64_t>{0, 0}) {
    stream << ", padding=" << shape_text(padding);
  }
  if (options.dilation()->at(0) != 1 || options.dilation()->at(1) != 1) {
    stream << ", dilation=" << shape_text(*options.dilation());
  }
  if (options.groups() != 1) stream << ", groups=" << options.groups();
  if (!options.bias()) stream << ", bias=false";
}

}  // namespace bayes
