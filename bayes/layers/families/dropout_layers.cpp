#include "bayes/layers/families/dropout_layers.h"

#include "bayes/layers/dropout/dropout_convolution.h"
#include "bayes/layers/dropout/dropout_linear.h"
#include "bayes/layers/dropout/dropout_recurrence.h"

namespace bayes {

DropoutOptions DropoutLayers::options_for(LayerInput input) const {
  DropoutOptions options = options_;
  if (input == LayerInput::kData && options.noise != DropoutNoise::kWeights) options.dropout_rate = 0.0;
  return options;
}

torch::nn::AnyModule DropoutLayers::conv2d(const std::string&, const torch::nn::Conv2dOptions& options,
                                           LayerInput input) const {
  auto dropout = options_for(input);
  if (!options_.convolutions) dropout.dropout_rate = 0.0;
  return torch::nn::AnyModule(DropoutConv2d(options, dropout));
}

torch::nn::AnyModule DropoutLayers::linear(const std::string&, const torch::nn::LinearOptions& options,
                                           LayerInput input) const {
  return torch::nn::AnyModule(DropoutLinear(options, options_for(input)));
}

torch::nn::AnyModule DropoutLayers::lstm(const std::string&, const torch::nn::LSTMOptions& options,
                                         LayerInput input) const {
  return torch::nn::AnyModule(DropoutLSTM(options, options_, input));
}

}  // namespace bayes
