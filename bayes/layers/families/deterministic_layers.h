#pragma once

#include "bayes/layers/families/layer_factory.h"

namespace bayes {

/// LibTorch's layers, on this library's kernels.
class DeterministicLayers : public LayerFactory {
 public:
  torch::nn::AnyModule conv2d(const std::string& name, const torch::nn::Conv2dOptions& options,
                              LayerInput input) const override;
  torch::nn::AnyModule linear(const std::string& name, const torch::nn::LinearOptions& options,
                              LayerInput input) const override;
  torch::nn::AnyModule lstm(const std::string& name, const torch::nn::LSTMOptions& options,
                            LayerInput input) const override;
};

}  // namespace bayes
