#include "bayes/layers/plain/plain_linear.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/plain/copy_of_plain.h"

namespace bayes {

torch::Tensor PlainLinearImpl::forward(const torch::Tensor& input) {
  return SharedPrefix::remember(this, input, [&] { return fully_connected(input, weight, bias); });
}

std::shared_ptr<torch::nn::Module> PlainLinearImpl::clone(const Optional<torch::Device>& device) const {
  return copy_of_plain(std::make_shared<PlainLinearImpl>(options), *this, device);
}

}  // namespace bayes
