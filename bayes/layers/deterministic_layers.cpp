#include "bayes/layers/deterministic_layers.h"

#include <torch/nn/modules/rnn.h>

#include "bayes/layers/plain_conv2d.h"
#include "bayes/layers/plain_linear.h"

namespace bayes {

torch::nn::AnyModule DeterministicLayers::conv2d(const torch::nn::Conv2dOptions& options, LayerInput) const {
  return torch::nn::AnyModule(PlainConv2d(options));
}

torch::nn::AnyModule DeterministicLayers::linear(const torch::nn::LinearOptions& options, LayerInput) const {
  return torch::nn::AnyModule(PlainLinear(options));
}

torch::nn::AnyModule DeterministicLayers::lstm(const torch::nn::LSTMOptions& options, LayerInput) const {
  return torch::nn::AnyModule(torch::nn::LSTM(options));
}

}  // namespace bayes
