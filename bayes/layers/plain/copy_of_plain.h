#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "bayes/core/libtorch.h"

namespace bayes {

/// `copy`, just built like `original`, with its weights and mode. What LibTorch's own `clone` of a layer
/// gives is LibTorch's layer again, not the class that was derived from it.
template <class Layer>
std::shared_ptr<torch::nn::Module> copy_of_plain(std::shared_ptr<Layer> copy, const Layer& original,
                                                 const Optional<torch::Device>& device) {
  torch::NoGradGuard no_grad;
  const auto from = original.named_parameters(/*recurse=*/false);
  for (auto& parameter : copy->named_parameters(/*recurse=*/false)) {
    const auto& weight = from[parameter.key()];
    auto cloned = device && *device != weight.device() ? weight.to(*device) : weight.detach().clone();
    parameter.value().set_data(cloned);
    parameter.value().set_requires_grad(weight.requires_grad());
  }
  copy->train(original.is_training());
  return copy;
}

}  // namespace bayes
