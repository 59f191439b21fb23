#include "bayes/layers/operators/innermost_convolution.h"

#include <torch/autograd.h>

#include <optional>

#include "bayes/core/gradient_places.h"
#include "bayes/core/guards.h"
#include "bayes/core/images_innermost.h"
#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/winograd/winograd.h"
#include "bayes/layers/operators/data_or_null.h"

namespace bayes {
namespace {

kernels::ConvolutionShape shape_of(const torch::Tensor& input, const torch::Tensor& weight,
                                   const ConvolutionWindows& windows) {
  return {input.size(0),     input.size(1),       input.size(2),       input.size(3),      weight.size(0),
          weight.size(2),    weight.size(3),      windows.padding[0],  windows.padding[1], windows.stride[0],
          windows.stride[1], windows.dilation[0], windows.dilation[1], windows.groups};
}

kernels::ConvolutionAlgorithm algorithm() {
  return DirectSumsGuard::active() ? kernels::ConvolutionAlgorithm::kDirect
                                   : kernels::ConvolutionAlgorithm::kFastest;
}

class InnermostConvolution : public torch::autograd::Function<InnermostConvolution> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               const ConvolutionWindows& windows) {
    const auto images = images_innermost(input);
    context->save_for_backward({images, weight, bias});
    context->saved_data["windows"] = windows.numbers();
    context->saved_data["direct"] = DirectSumsGuard::active();
    return innermost_convolution_output(images, weight, or_undefined(bias), windows);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto windows = ConvolutionWindows::of(context->saved_data["windows"].toIntVector());
    const WantedGradients wanted{context->needs_input_grad(0), context->needs_input_grad(1),
                                 context->needs_input_grad(2)};
    std::optional<DirectSumsGuard> direct;  // as in the forward pass
    if (context->saved_data["direct"].toBool()) direct.emplace();
    const auto found = innermost_convolution_gradients(saved[0], saved[1], or_undefined(saved[2]), windows,
                                                       gradients[0], wanted);
    return {found.of_input, found.of_weight, found.of_bias, torch::Tensor()};
  }
};

}  // namespace

std::vector<std::int64_t> ConvolutionWindows::numbers() const {
  return {padding[0], padding[1], stride[0], stride[1], dilation[0], dilation[1], groups};
}

ConvolutionWindows ConvolutionWindows::of(const std::vector<std::int64_t>& numbers) {
  return {{numbers[0], numbers[1]}, {numbers[2], numbers[3]}, {numbers[4], numbers[5]}, numbers[6]};
}

bool serves_innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight) {
  return input.is_cpu() && input.scalar_type() == torch::kFloat32 &&
         weight.scalar_type() == torch::kFloat32 && input.numel() > 0 && weight.is_contiguous();
}

bool mixes_sums(const torch::Tensor& input, const torch::Tensor& weight, const ConvolutionWindows& windows) {
  return kernels::winograd_pays(shape_of(input, weight, windows));
}

torch::Tensor innermost_convolution_output(const torch::Tensor& input, const torch::Tensor& weight,
                                           const torch::Tensor& bias, const ConvolutionWindows& windows) {
  const auto shape = shape_of(input, weight, windows);
  auto output =
      empty_images_innermost({shape.images, shape.out_channels, shape.out_height(), shape.out_width()},
                             input.options().requires_grad(false));
  kernels::convolution(shape, input.data_ptr<float>(), weight.data_ptr<float>(), data_or_null(bias),
                       output.data_ptr<float>(), algorithm());
  return output;
}

AffineGradients innermost_convolution_gradients(const torch::Tensor& input, const torch::Tensor& weight,
                                                const torch::Tensor& bias, const ConvolutionWindows& windows,
                                                const torch::Tensor& of_output,
                                                const WantedGradients& wanted) {
  const auto shape = shape_of(input, weight, windows);
  const auto gradient = images_innermost(of_output);
  AffineGradients found;
  kernels::ConvolutionGradients places{nullptr, nullptr, nullptr};
  if (wanted.of_input) {
    found.of_input = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
    places.input = found.of_input.data_ptr<float>();
  }
  if (wanted.of_weight) {
    GradientBuffer buffer(weight);
    places.weight = buffer.tensor.data_ptr<float>();
    found.of_weight = buffer.result();
  }
  const bool wants_bias = bias.defined() && wanted.of_bias;
  if (wants_bias && wanted.of_weight) {
    GradientBuffer buffer(bias);
    places.bias = buffer.tensor.data_ptr<float>();
    found.of_bias = buffer.result();
  } else if (wants_bias) {
    found.of_bias = gradient.sum({0, 2, 3});
  }
  kernels::convolution_gradients(shape, input.data_ptr<float>(), weight.data_ptr<float>(),
                                 gradient.data_ptr<float>(), places, algorithm());
  return found;
}

torch::Tensor innermost_convolution(const torch::Tensor& input, const torch::Tensor& weight,
                                    const torch::Tensor& bias, const ConvolutionWindows& windows) {
  if (!torch::GradMode::is_enabled())
    return innermost_convolution_output(images_innermost(input), weight, bias, windows);
  return InnermostConvolution::apply(input, weight, or_empty(bias, weight), windows);
}

}  // namespace bayes
