#include "bayes/layers/operators/fully_connected.h"

#include <torch/autograd.h>

#include "bayes/core/gradient_places.h"
#include "bayes/core/images_innermost.h"
#include "bayes/kernels/linear/fully_connected.h"

namespace bayes {
namespace {

// Up to here the library's kernels are faster than a general product; beyond, it pays to copy weights first.
constexpr std::int64_t kMostImages = 128;

kernels::FullyConnectedShape shape_of(const torch::Tensor& batch, const torch::Tensor& weight) {
  return {weight.size(1), weight.size(0), batch.size(0)};
}

// All matrices are written transposed, [features, N], where the images lie innermost: then they are
// contiguous.
torch::Tensor product(const torch::Tensor& input, const torch::Tensor& weight, const torch::Tensor& bias) {
  if (!is_images_innermost(input)) return torch::linear(input, weight, bias);
  auto output = empty_images_innermost({input.size(0), weight.size(0)}, input.options().requires_grad(false));
  if (input.size(0) <= kMostImages) {
    const auto offsets = bias.defined() ? bias.contiguous() : bias;
    kernels::fully_connected(shape_of(input, weight), input.data_ptr<float>(), weight.data_ptr<float>(),
                             offsets.defined() ? offsets.data_ptr<float>() : nullptr,
                             output.data_ptr<float>());
    return output;
  }
  auto transposed = output.t();
  if (!bias.defined()) return at::mm_out(transposed, weight, input.t()).t();
  transposed.copy_(bias.unsqueeze(1));
  return transposed.addmm_(weight, input.t()).t();
}

// gradient: of the output, its images innermost where those of the input are.
torch::Tensor input_gradient(const torch::Tensor& gradient, const torch::Tensor& weight, bool innermost) {
  if (!innermost) return gradient.mm(weight);
  if (gradient.size(0) > kMostImages) return weight.t().mm(gradient.t()).t();
  auto of_input = empty_images_innermost({gradient.size(0), weight.size(1)}, gradient.options());
  kernels::fully_connected_input_gradient(shape_of(gradient, weight), gradient.data_ptr<float>(),
                                          weight.data_ptr<float>(), of_input.data_ptr<float>());
  return of_input;
}

class FullyConnected : public torch::autograd::Function<FullyConnected> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& weight, const torch::Tensor& bias) {
    context->save_for_backward({input, weight, bias});
    return product(input, weight, or_undefined(bias));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto found = fully_connected_gradients(
        saved[0], saved[1], or_undefined(saved[2]), gradients[0],
        {context->needs_input_grad(0), context->needs_input_grad(1), context->needs_input_grad(2)});
    return {found.of_input, found.of_weight, found.of_bias};
  }
};

}  // namespace

torch::Tensor fully_connected_output(const torch::Tensor& input, const torch::Tensor& weight,
                                     const torch::Tensor& bias) {
  return product(input, weight, bias);
}

AffineGradients fully_connected_gradients(const torch::Tensor& input, const torch::Tensor& weight,
                                          const torch::Tensor& bias, const torch::Tensor& of_output,
                                          const WantedGradients& wanted) {
  const bool innermost = is_images_innermost(input);
  const auto gradient = innermost ? images_innermost(of_output) : of_output.contiguous();
  AffineGradients found;
  if (wanted.of_weight && !(innermost && GradientPlaces::owe(weight, {gradient, input}))) {
    GradientBuffer buffer(weight);
    at::mm_out(buffer.tensor, gradient.t(), input);
    found.of_weight = buffer.result();
  }
  if (bias.defined() && wanted.of_bias) {
    GradientBuffer buffer(bias);
    at::sum_out(buffer.tensor, gradient, /*dim=*/0);
    found.of_bias = buffer.result();
  }
  if (wanted.of_input) found.of_input = input_gradient(gradient, weight, innermost);
  return found;
}

bool serves_fully_connected(const torch::Tensor& input, const torch::Tensor& weight) {
  return input.is_cpu() && input.scalar_type() == torch::kFloat32 && input.dim() == 2 && weight.dim() == 2 &&
         input.size(1) == weight.size(1) && weight.is_contiguous() && weight.scalar_type() == torch::kFloat32;
}

torch::Tensor fully_connected(const torch::Tensor& input, const torch::Tensor& weight,
                              const torch::Tensor& bias) {
  const bool biased = !bias.defined() || bias.sizes() == torch::IntArrayRef{weight.size(0)};
  if (!serves_fully_connected(input, weight) || !biased) return torch::linear(input, weight, bias);
  if (!torch::GradMode::is_enabled()) return product(input, weight, bias);
  return FullyConnected::apply(input, weight, or_empty(bias, weight));
}

torch::Tensor fully_connected_at_places(const torch::Tensor& input, const torch::Tensor& weight,
                                        const torch::Tensor& bias) {
  if (input.dim() == 2) return fully_connected(input, weight, bias);
  return torch::linear(input.transpose(1, 2), weight, bias).transpose(1, 2);
}

}  // namespace bayes
