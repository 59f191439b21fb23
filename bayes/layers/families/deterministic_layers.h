#pragma once

#include "bayes/layers/families/layer_factory.h"

namespace bayes {

/// LibTorch's layers, on this library's kernels.
class DeterministicLayers : public LayerFactory {
 public:
  torch::nn::AnyModule layer(const std::string& name, const LayerKind& kind, LayerInput input) const override;
};

}  // namespace bayes
