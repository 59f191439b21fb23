#include "bayes/layers/families/deterministic_layers.h"

#include "bayes/layers/plain/plain_conv2d.h"
#include "bayes/layers/plain/plain_linear.h"
#include "bayes/layers/plain/plain_lstm.h"

namespace bayes {

torch::nn::AnyModule DeterministicLayers::conv2d(const std::string&, const torch::nn::Conv2dOptions& options,
                                                 LayerInput) const {
  return torch::nn::AnyModule(PlainConv2d(options));
}

torch::nn::AnyModule DeterministicLayers::linear(const std::string&, const torch::nn::LinearOptions& options,
                                                 LayerInput) const {
  return torch::nn::AnyModule(PlainLinear(options));
}

torch::nn::AnyModule DeterministicLayers::lstm(const std::string&, const torch::nn::LSTMOptions& options,
                                               LayerInput) const {
  return torch::nn::AnyModule(PlainLSTM(options));
}

}  // namespace bayes
