#include "bayes/layers/innermost_convolution.h"

#include <torch/autograd.h>

#include "bayes/core/gradient_places.h"
#include "bayes/core/guards.h"
#include "bayes/core/images_innermost.h"
#include "bayes/kernels/convolution.h"

namespace bayes {
namespace {

kernels::ConvolutionShape shape_of(const torch::Tensor& input, const torch::Tensor& weight,
                                   const ConvolutionWindows& windows) {
  return {input.size(0),     input.size(1),       input.size(2),       input.size(3),      weight.size(0),
          weight.size(2),    weight.size(3),      windows.padding[0],  windows.padding[1], windows.stride[0],
          windows.stride[1], windows.dilation[0], windows.dilation[1], windows.groups};
}

// As what a backward pass may keep.
std::vector<std::int64_t> numbers(const ConvolutionWindows& w) {
  return {w.padding[0], w.padding[1], w.stride[0], w.stride[1], w.dilation[0], w.dilation[1], w.groups};
}

ConvolutionWindows windows_of(const std::vector<std::int64_t>& numbers) {
  return {{numbers[0], numbers[1]}, {numbers[2], numbers[3]}, {numbers[4], numbers[5]}, numbers[6]};
}

const float* data_or_null(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

kernels::ConvolutionAlgorithm algorithm(bool direct) {
  return direct ? kernels::ConvolutionAlgorithm::kDirect : kernels::ConvolutionAlgorithm::kFastest;
}

torch::Tensor convolution(const torch::Tensor& input, const torch::Tensor& weight, const torch::Tensor& bias,
                          const ConvolutionWindows& windows) {
  const auto shape = shape_of(input, weight, windows);
  auto output =
      empty_images_innermost({shape.images, shape.out_channels, shape.out_height(), shape.out_width()},
                             input.options().requires_grad(false));
  kernels::convolution(shape, input.data_ptr<float>(), weight.data_ptr<float>(), data_or_null(bias),
                       output.data_ptr<float>(), algorithm(DirectSumsGuard::active()));
  return output;
}

class InnermostConvolution : public torch::autograd::Function<InnermostConvolution> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               const ConvolutionWindows& windows) {
    const auto images = images_innermost(input);
    context->save_for_backward({images, weight, bias});
    context->saved_data["windows"] = numbers(windows);
    context->saved_data["direct"] = DirectSumsGuard::active();
    return convolution(images, weight, or_undefined(bias), windows);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1];
    const auto bias = or_undefined(saved[2]);
    const auto shape = shape_of(input, weight, windows_of(context->saved_data["windows"].toIntVector()));
    const auto sums = algorithm(context->saved_data["direct"].toBool());
    const auto gradient = images_innermost(gradients[0]);
    torch::Tensor of_input, of_weight, of_bias;
    kernels::ConvolutionGradients wanted{nullptr, nullptr, nullptr};
    if (context->needs_input_grad(0)) {
      of_input = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
      wanted.input = of_input.data_ptr<float>();
    }
    const bool wants_bias = bias.defined() && context->needs_input_grad(2);
    if (context->needs_input_grad(1)) {
      GradientBuffer buffer(weight);
      wanted.weight = buffer.tensor.data_ptr<float>();
      of_weight = buffer.result();
    }
    if (wants_bias && wanted.weight != nullptr) {
      GradientBuffer buffer(bias);
      wanted.bias = buffer.tensor.data_ptr<float>();
      of_bias = buffer.result();
    } else if (wants_bias) {
      of_bias = gradient.sum({0, 2, 3});
    }
    kernels::convolution_gradients(shape, input.data_ptr<float>(), weight.data_ptr<float>(),
                                   gradient.data_ptr<float>(), wanted, sums);
    return {of_input, of_weight, of_bias, torch::Tensor()};
  }
};

}  // namespace

bool serves_innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight) {
  return input.is_cpu() && input.scalar_type() == torch::kFloat32 &&
         weight.scalar_type() == torch::kFloat32 && input.numel() > 0 && weight.is_contiguous();
}

torch::Tensor innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight,
                                    const torch::Tensor& bias, const ConvolutionWindows& windows) {
  if (!torch::GradMode::is_enabled()) return convolution(images_innermost(input), weight, bias, windows);
  return InnermostConvolution::apply(input, weight, or_empty(bias, weight), windows);
}

}  // namespace bayes
