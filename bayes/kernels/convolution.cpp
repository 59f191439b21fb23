#include "bayes/kernels/convolution.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/convolution_paths.h"

namespace bayes::kernels {

namespace portable {
extern const ConvolutionPath convolution_path;
}
namespace avx2 {
extern const ConvolutionPath convolution_path;
}
namespace avx512 {
extern const ConvolutionPath convolution_path;
}

namespace {

const ConvolutionPath& best_path() {
  static const ConvolutionPath& path = convolution_path(supported_instruction_sets().front());
  return path;
}

void require_positive(const char* field, std::int64_t value) {
  if (value < 1) {
    throw Error(std::string(field) + " of a convolution is " + std::to_string(value), field,
                "every size is 1 or more");
  }
}

void require_fitting(const char* axis, std::int64_t size, std::int64_t kernel, std::int64_t padding) {
  if (padding < 0 || padding >= kernel) {
    throw Error("the padding is " + std::to_string(padding) + " for a kernel of " + std::to_string(kernel),
                axis, "choose one in [0, kernel)");
  }
  if (kernel > size + 2 * padding) {
    throw Error("a kernel of " + std::to_string(kernel) + " does not fit into " + std::to_string(size) +
                    " pixels padded by " + std::to_string(padding),
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
  require_fitting("height", shape.height, shape.kernel_height, shape.padding_height);
  require_fitting("width", shape.width, shape.kernel_width, shape.padding_width);
}

}  // namespace

std::int64_t ConvolutionShape::out_height() const { return height + 2 * padding_height - kernel_height + 1; }
std::int64_t ConvolutionShape::out_width() const { return width + 2 * padding_width - kernel_width + 1; }

const ConvolutionPath& convolution_path(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::kAvx512) return avx512::convolution_path;
  if (set == InstructionSet::kAvx2) return avx2::convolution_path;
#endif
  static_cast<void>(set);
  return portable::convolution_path;
}

void convolution(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output) {
  require_sizes(shape);
  best_path().convolution(shape, input, weight, bias, output);
}

void convolution_input_gradient(const ConvolutionShape& shape, const float* output_gradient,
                                const float* weight, float* input_gradient) {
  require_sizes(shape);
  best_path().input_gradient(shape, output_gradient, weight, input_gradient);
}

void convolution_weight_gradient(const ConvolutionShape& shape, const float* input,
                                 const float* output_gradient, float* weight_gradient, float* bias_gradient) {
  require_sizes(shape);
  best_path().weight_gradient(shape, input, output_gradient, weight_gradient, bias_gradient);
}

}  // namespace bayes::kernels
