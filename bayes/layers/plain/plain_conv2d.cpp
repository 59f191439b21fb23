#include "bayes/layers/plain/plain_conv2d.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/operators/convolution.h"
#include "bayes/layers/plain/copy_of_plain.h"

namespace bayes {

PlainConv2dImpl::PlainConv2dImpl(const torch::nn::Conv2dOptions& options)
    : Conv2dImpl(options), conv(options) {
  require_convolution(conv, "PlainConv2d");
}

torch::Tensor PlainConv2dImpl::forward(const torch::Tensor& input) {
  require_images(conv, input, "Plain");
  return SharedPrefix::remember(this, input, [&] { return convolve(conv, input, weight, bias); });
}

std::shared_ptr<torch::nn::Module> PlainConv2dImpl::clone(const Optional<torch::Device>& device) const {
  return copy_of_plain(std::make_shared<PlainConv2dImpl>(conv), *this, device);
}

}  // namespace bayes
