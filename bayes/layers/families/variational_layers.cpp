#include "bayes/layers/families/variational_layers.h"

#include "bayes/layers/variational/variational_convolution.h"
#include "bayes/layers/variational/variational_linear.h"
#include "bayes/layers/variational/variational_recurrence.h"

namespace bayes {

torch::nn::AnyModule VariationalLayers::conv2d(const std::string&, const torch::nn::Conv2dOptions& options,
                                               LayerInput) const {
  return torch::nn::AnyModule(VariationalConv2d(options, options_, prior_));
}

torch::nn::AnyModule VariationalLayers::linear(const std::string&, const torch::nn::LinearOptions& options,
                                               LayerInput) const {
  return torch::nn::AnyModule(VariationalLinear(options, options_, prior_));
}

torch::nn::AnyModule VariationalLayers::lstm(const std::string&, const torch::nn::LSTMOptions& options,
                                             LayerInput) const {
  return torch::nn::AnyModule(VariationalLSTM(options, options_, prior_));
}

}  // namespace bayes
