#pragma once

#include <torch/nn/modules/linear.h>

#include <memory>

#include "bayes/core/libtorch.h"

namespace bayes {

/// `torch::nn::Linear`, on this library's `fully_connected`.
class PlainLinearImpl : public torch::nn::LinearImpl {
 public:
  explicit PlainLinearImpl(const torch::nn::LinearOptions& options) : LinearImpl(options) {}
  torch::Tensor forward(const torch::Tensor& input);
  std::shared_ptr<torch::nn::Module> clone(const Optional<torch::Device>& device = kNullopt) const override;
};
TORCH_MODULE(PlainLinear);

}  // namespace bayes
