#include "bayes/kernels/convolution/convolution.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/convolution/convolution_paths.h"
#include "bayes/kernels/winograd/winograd.h"
#include "bayes/kernels/winograd/winograd_paths.h"

namespace bayes::kernels {
namespace {

const ConvolutionPath& path_of(const ConvolutionShape& shape, ConvolutionAlgorithm algorithm) {
  if (algorithm == ConvolutionAlgorithm::kFastest && winograd_pays(shape)) return best_path<WinogradPath>();
  return best_path<ConvolutionPath>();
}

void require_positive(const char* field, std::int64_t value) {
  if (value < 1) {
    throw Error(std::string(field) + " of a convolution is " + std::to_string(value), field,
                "every size is 1 or more");
  }
}

std::int64_t extent(std::int64_t kernel, std::int64_t dilation) { return dilation * (kernel - 1) + 1; }

void require_fitting(const char* axis, std::int64_t size, std::int64_t extent, std::int64_t padding) {
  if (padding < 0 || padding >= extent) {
    throw Error("the padding is " + std::to_string(padding) + " for a kernel that extends over " +
                    std::to_string(extent) + " pixels",
                axis, "choose one in [0, extent)");
  }
  if (extent > size + 2 * padding) {
    throw Error("a kernel that extends over " + std::to_string(extent) + " pixels does not fit into " +
                    std::to_string(size) + " padded by " + std::to_string(padding),
                axis, "choose a smaller kernel or more padding");
  }
}

void require_sizes(const ConvolutionShape& shape) {
  require_positive("images", shape.images);
  require_positive("in_channels", shape.in_channels);
  require_positive("height", shape.height);
  require_positive("width", shape.width);
  require_positive("out_channels", shape.out_channels);
  require_positive("kernel_height", shape.kernel_height);
  require_positive("kernel_width", shape.kernel_width);
  require_positive("stride_height", shape.stride_height);
  require_positive("stride_width", shape.stride_width);
  require_positive("dilation_height", shape.dilation_height);
  require_positive("dilation_width", shape.dilation_width);
  require_positive("groups", shape.groups);
  if (shape.in_channels % shape.groups != 0 || shape.out_channels % shape.groups != 0) {
    throw Error(std::to_string(shape.in_channels) + " channels in and " + std::to_string(shape.out_channels) +
                    " out do not divide into " + std::to_string(shape.groups) + " groups",
                "groups", "choose groups that divide both");
  }
  require_fitting("height", shape.height, extent(shape.kernel_height, shape.dilation_height),
                  shape.padding_height);
  require_fitting("width", shape.width, extent(shape.kernel_width, shape.dilation_width),
                  shape.padding_width);
}

}  // namespace

std::int64_t ConvolutionShape::out_height() const {
  return (height + 2 * padding_height - extent(kernel_height, dilation_height)) / stride_height + 1;
}
std::int64_t ConvolutionShape::out_width() const {
  return (width + 2 * padding_width - extent(kernel_width, dilation_width)) / stride_width + 1;
}

void convolution(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output, ConvolutionAlgorithm algorithm) {
  require_sizes(shape);
  path_of(shape, algorithm).convolution(shape, input, weight, bias, output);
}

void convolution_gradients(const ConvolutionShape& shape, const float* input, const float* weight,
                           const float* output_gradient, const ConvolutionGradients& gradients,
                           ConvolutionAlgorithm algorithm) {
  require_sizes(shape);
  path_of(shape, algorithm).gradients(shape, input, weight, output_gradient, gradients);
}

}  // namespace bayes::kernels
