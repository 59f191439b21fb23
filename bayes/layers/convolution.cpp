#include "bayes/layers/convolution.h"

#include <cmath>
#include <optional>

#include "bayes/core/images_innermost.h"
#include "bayes/layers/fully_connected.h"
#include "bayes/layers/innermost_convolution.h"

namespace bayes {
namespace {

// Where the library's own kernels serve: the padding in pixels, else nothing.
std::optional<std::vector<std::int64_t>> innermost_padding(const torch::nn::Conv2dOptions& options,
                                                           const torch::Tensor& input,
                                                           const torch::Tensor& weight) {
  if (!serves_innermost_convolution(input, weight) || options.groups() != 1) return std::nullopt;
  auto padding = padding_in_pixels(options);
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
  const auto padding = innermost_padding(options, input, weight);
  if (!padding) return convolve_by_libtorch(options, input, weight, bias);
  if (!covers_whole_images(input, weight, *padding))
    return innermost_convolution(input, weight, bias, *padding);
  const auto output = fully_connected(images_innermost(input).flatten(1), weight.flatten(1), bias);
  return output.unsqueeze(-1).unsqueeze(-1);
}

}  // namespace bayes
