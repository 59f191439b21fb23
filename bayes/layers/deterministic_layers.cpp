#include "bayes/layers/deterministic_layers.h"

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace bayes {

torch::nn::AnyModule DeterministicLayers::conv2d(const torch::nn::Conv2dOptions& options, LayerInput) const {
  return torch::nn::AnyModule(torch::nn::Conv2d(options));
}

torch::nn::AnyModule DeterministicLayers::linear(const torch::nn::LinearOptions& options, LayerInput) const {
  return torch::nn::AnyModule(torch::nn::Linear(options));
}

}  // namespace bayes
