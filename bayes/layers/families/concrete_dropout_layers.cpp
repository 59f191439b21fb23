#include "bayes/layers/families/concrete_dropout_layers.h"

#include "bayes/layers/dropout/concrete_dropout_convolution.h"
#include "bayes/layers/dropout/concrete_dropout_linear.h"
#include "bayes/layers/families/deterministic_layers.h"

namespace bayes {

torch::nn::AnyModule ConcreteDropoutLayers::conv2d(const std::string& name,
                                                   const torch::nn::Conv2dOptions& options,
                                                   LayerInput input) const {
  if (input == LayerInput::kData) return DeterministicLayers().conv2d(name, options, input);
  return torch::nn::AnyModule(ConcreteDropoutConv2d(options, options_, prior_));
}

torch::nn::AnyModule ConcreteDropoutLayers::linear(const std::string& name,
                                                   const torch::nn::LinearOptions& options,
                                                   LayerInput input) const {
  if (input == LayerInput::kData) return DeterministicLayers().linear(name, options, input);
  return torch::nn::AnyModule(ConcreteDropoutLinear(options, options_, prior_));
}

}  // namespace bayes
