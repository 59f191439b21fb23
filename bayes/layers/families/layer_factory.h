#pragma once

#include <torch/nn/modules/container/any.h>
#include <torch/nn/options/conv.h>
#include <torch/nn/options/linear.h>
#include <torch/nn/options/rnn.h>

#include <string>

#include "bayes/core/error.h"
#include "bayes/layers/operators/layer_input.h"

namespace bayes {

/// Makes the layers of one family: deterministic, MC dropout, variational. An architecture asks it and never
/// names a family. `name` is the one under which the architecture registers the layer: "c1".
class LayerFactory {
 public:
  virtual ~LayerFactory() = default;
  /// Maps [N, in_channels, height, width] to [N, out_channels, height_out, width_out].
  virtual torch::nn::AnyModule conv2d(const std::string& name, const torch::nn::Conv2dOptions& options,
                                      LayerInput input) const = 0;
  /// Maps [N, in_features] to [N, out_features].
  virtual torch::nn::AnyModule linear(const std::string& name, const torch::nn::LinearOptions& options,
                                      LayerInput input) const = 0;
  /// Maps [N, T, input_size] to a `RecurrentOutput`: [N, T, hidden_size] and a state. Throws `Error` in a
  /// family that has no LSTM.
  virtual torch::nn::AnyModule lstm(const std::string&, const torch::nn::LSTMOptions&, LayerInput) const {
    throw Error("the layers of this method have no LSTM", "model.name", "choose another model, or method");
  }
};

}  // namespace bayes
