#include "bayes/kernels/winograd/winograd.h"

namespace bayes::kernels {

bool winograd_serves(const ConvolutionShape& shape) {
  return shape.kernel_height == shape.kernel_width &&
         (shape.kernel_height == 3 || shape.kernel_height == 5) && shape.stride_height == 1 &&
         shape.stride_width == 1 && shape.dilation_height == 1 && shape.dilation_width == 1 &&
         shape.groups == 1;
}

bool winograd_pays(const ConvolutionShape& shape) {
  if (!winograd_serves(shape)) return false;
  // Time of a channel's transforms in multiplications of a product: measured, on AVX2 and AVX-512.
  constexpr std::int64_t kTransform = 216;
  constexpr std::int64_t kProducts = 36;
  const std::int64_t taps = shape.kernel_height * shape.kernel_width, tile = 7 - shape.kernel_height;
  const std::int64_t rows = (shape.out_height() + tile - 1) / tile,
                     columns = (shape.out_width() + tile - 1) / tile;
  const std::int64_t pairs = shape.in_channels * shape.out_channels;
  const std::int64_t channels = shape.in_channels + shape.out_channels;
  return rows * columns * (kProducts * pairs + kTransform * channels) <
         shape.out_height() * shape.out_width() * taps * pairs;
}

}  // namespace bayes::kernels
