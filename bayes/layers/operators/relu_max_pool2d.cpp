#include "bayes/layers/operators/relu_max_pool2d.h"

#include <torch/autograd.h>

#include "bayes/core/gradient_places.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/shared_prefix.h"
#include "bayes/kernels/elementwise/relu_max_pool.h"

namespace bayes {
namespace {

// A byte tells the winner's place in its window.
constexpr std::int64_t kLargestWindow = 15;

kernels::ReluMaxPoolShape shape_of(torch::IntArrayRef sizes, std::int64_t window) {
  return {sizes[0], sizes[1], sizes[2], sizes[3], window};
}

class ReluMaxPool2d : public torch::autograd::Function<ReluMaxPool2d> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               std::int64_t window) {
    const auto shape = shape_of(input.sizes(), window);
    const std::vector<std::int64_t> sizes{shape.images, shape.channels, shape.height / window,
                                          shape.width / window};
    auto output = empty_images_innermost(sizes, input.options().requires_grad(false));
    auto winner = torch::empty({output.numel()}, torch::kUInt8);
    kernels::relu_max_pool(shape, input.data_ptr<float>(), output.data_ptr<float>(),
                           winner.data_ptr<std::uint8_t>());
    context->save_for_backward({winner});
    context->saved_data["sizes"] = input.sizes().vec();
    context->saved_data["window"] = window;
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto sizes = context->saved_data["sizes"].toIntVector();
    const auto winner = context->get_saved_variables()[0];
    const auto gradient = images_innermost(gradients[0]);
    auto of_input = empty_images_innermost(sizes, gradient.options());
    kernels::relu_max_pool_gradient(shape_of(sizes, context->saved_data["window"].toInt()),
                                    gradient.data_ptr<float>(), winner.data_ptr<std::uint8_t>(),
                                    of_input.data_ptr<float>());
    return {of_input, torch::Tensor()};
  }
};

}  // namespace

torch::Tensor relu_max_pool2d(const torch::Tensor& input, std::int64_t window) {
  const bool ours = input.is_cpu() && input.scalar_type() == torch::kFloat32 && input.dim() == 4 &&
                    window >= 1 && window <= kLargestWindow && is_images_innermost(input) &&
                    input.numel() > 0 && input.size(2) >= window && input.size(3) >= window;
  if (!ours) return torch::max_pool2d(input.relu(), window);
  return SharedPrefix::remember({Operation::kReluMaxPool2d, window}, input,
                                [&] { return ReluMaxPool2d::apply(input, window); });
}

}  // namespace bayes
