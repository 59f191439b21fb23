#pragma once

#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/families/layer_factory.h"

namespace bayes {

/// Layers of dropout, Gaussian dropout or DropConnect; those that multiply inputs leave the data itself
/// whole.
class DropoutLayers : public LayerFactory {
 public:
  explicit DropoutLayers(const DropoutOptions& options) : options_(options) {}
  torch::nn::AnyModule conv2d(const std::string& name, const torch::nn::Conv2dOptions& options,
                              LayerInput input) const override;
  torch::nn::AnyModule linear(const std::string& name, const torch::nn::LinearOptions& options,
                              LayerInput input) const override;
  torch::nn::AnyModule lstm(const std::string& name, const torch::nn::LSTMOptions& options,
                            LayerInput input) const override;

 private:
  DropoutOptions options_for(LayerInput input) const;

  DropoutOptions options_;
};

}  // namespace bayes
