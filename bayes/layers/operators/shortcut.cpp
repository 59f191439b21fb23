#include "bayes/layers/operators/shortcut.h"

#include <torch/autograd.h>

#include "bayes/core/images_innermost.h"
#include "bayes/core/shared_prefix.h"

namespace bayes {
namespace {

torch::Tensor every_second_pixel(const torch::Tensor& x) {
  return x.slice(2, 0, x.size(2), 2).slice(3, 0, x.size(3), 2);
}

torch::Tensor zeros_laid_out_as(const torch::Tensor& x, torch::IntArrayRef sizes) {
  const auto options = x.options().requires_grad(false);
  return layout_of(x) == BatchLayout::kImagesInnermost ? empty_images_innermost(sizes, options).zero_()
                                                       : torch::zeros(sizes, options);
}

// Every second pixel, and channels of zeros around those that there are; laid out as x, and its gradient as
// that of the output: autograd's own lies otherwise, which costs two more passes over memory.
class Shortcut : public torch::autograd::Function<Shortcut> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               std::int64_t channels) {
    context->saved_data["sizes"] = x.sizes();
    const auto pixels = every_second_pixel(x);
    auto wider = zeros_laid_out_as(x, {x.size(0), channels, pixels.size(2), pixels.size(3)});
    inner_channels(wider, x.size(1)).copy_(pixels);
    return wider;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto sizes = context->saved_data["sizes"].toIntVector();
    const auto of_x = zeros_laid_out_as(gradients[0], sizes);
    every_second_pixel(of_x).copy_(inner_channels(gradients[0], sizes[1]));
    return {of_x, torch::Tensor()};
  }

 private:
  static torch::Tensor inner_channels(const torch::Tensor& wider, std::int64_t channels) {
    return wider.narrow(1, (wider.size(1) - channels) / 2, channels);
  }
};

}  // namespace

torch::Tensor shortcut(const torch::Tensor& x, std::int64_t channels) {
  if (x.size(1) == channels) return x;
  return SharedPrefix::remember({Operation::kShortcut, channels}, x,
                                [&] { return Shortcut::apply(x, channels); });
}

}  // namespace bayes
