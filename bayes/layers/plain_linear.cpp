#include "bayes/layers/plain_linear.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/copy_of_plain.h"
#include "bayes/layers/fully_connected.h"

namespace bayes {

torch::Tensor PlainLinearImpl::forward(const torch::Tensor& input) {
  return SharedPrefix::remember(this, input, [&] { return fully_connected(input, weight, bias); });
}

std::shared_ptr<torch::nn::Module> PlainLinearImpl::clone(const Optional<torch::Device>& device) const {
  return copy_of_plain(std::make_shared<PlainLinearImpl>(options), *this, device);
}

}  // namespace bayes
