#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <functional>
#include <memory>

#include "bayes/core/initialisers.h"
#include "bayes/layers/families/layer_factory.h"

namespace bayes {

/// A classifier: images [N, channels, height, width] to logits [N, C]. `forward` keeps no state, so that
/// draws run on several threads over one network.
class Network : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(const torch::Tensor& images) = 0;

  /// A copy that shares nothing.
  std::shared_ptr<Network> copy() const {
    const auto lock = lock_initialisers();  // LibTorch makes a new module, then copies the weights
    return std::dynamic_pointer_cast<Network>(clone());
  }
};

/// Builds a network from any layer family; another ensemble member is another call.
using Architecture = std::function<std::shared_ptr<Network>(std::shared_ptr<const LayerFactory> factory)>;

}  // namespace bayes
