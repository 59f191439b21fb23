#pragma once

#include <torch/nn/modules/container/any.h>
#include <torch/nn/options/conv.h>
#include <torch/nn/options/embedding.h>
#include <torch/nn/options/linear.h>
#include <torch/nn/options/rnn.h>

#include <string>
#include <variant>

#include "bayes/layers/operators/layer_input.h"

namespace bayes {

/// What kind of layer is wanted: the options of LibTorch's. Another kind is another entry, without which no
/// family compiles that does not say what it makes of it, and a function of `LayerFactory`.
using LayerKind = std::variant<torch::nn::LinearOptions, torch::nn::Conv1dOptions, torch::nn::Conv2dOptions,
                               torch::nn::Conv3dOptions, torch::nn::ConvTranspose1dOptions,
                               torch::nn::ConvTranspose2dOptions, torch::nn::ConvTranspose3dOptions,
                               torch::nn::EmbeddingOptions, torch::nn::LSTMOptions, torch::nn::GRUOptions>;

/// Makes the layers of one family: deterministic, MC dropout, variational. An architecture asks it and never
/// names a family.
///
/// `name` is the one under which the architecture registers the layer: "c1". Each function throws `Error`
/// where the family has no such layer, or not with these options.
class LayerFactory {
 public:
  virtual ~LayerFactory() = default;
  /// A layer of any kind.
  virtual torch::nn::AnyModule layer(const std::string& name, const LayerKind& kind,
                                     LayerInput input) const = 0;

  /// Maps [N, in_features], or [N, …, in_features], to the same with out_features.
  torch::nn::AnyModule linear(const std::string& name, const torch::nn::LinearOptions& options,
                              LayerInput input) const {
    return layer(name, options, input);
  }
  /// Maps [N, in_channels, length] to [N, out_channels, length_out]; in two dimensions
  /// [N, in_channels, height, width], in three [N, in_channels, depth, height, width].
  torch::nn::AnyModule conv1d(const std::string& name, const torch::nn::Conv1dOptions& options,
                              LayerInput input) const {
    return layer(name, options, input);
  }
  torch::nn::AnyModule conv2d(const std::string& name, const torch::nn::Conv2dOptions& options,
                              LayerInput input) const {
    return layer(name, options, input);
  }
  torch::nn::AnyModule conv3d(const std::string& name, const torch::nn::Conv3dOptions& options,
                              LayerInput input) const {
    return layer(name, options, input);
  }
  torch::nn::AnyModule conv_transpose1d(const std::string& name,
                                        const torch::nn::ConvTranspose1dOptions& options,
                                        LayerInput input) const {
    return layer(name, options, input);
  }
  torch::nn::AnyModule conv_transpose2d(const std::string& name,
                                        const torch::nn::ConvTranspose2dOptions& options,
                                        LayerInput input) const {
    return layer(name, options, input);
  }
  torch::nn::AnyModule conv_transpose3d(const std::string& name,
                                        const torch::nn::ConvTranspose3dOptions& options,
                                        LayerInput input) const {
    return layer(name, options, input);
  }
  /// Maps words [N, …], int64 in [0, num_embeddings), to [N, …, embedding_dim].
  torch::nn::AnyModule embedding(const std::string& name, const torch::nn::EmbeddingOptions& options,
                                 LayerInput input) const {
    return layer(name, options, input);
  }
  /// Maps [N, T, input_size] to a `RecurrentOutput`: [N, T, directions * hidden_size] and a state.
  torch::nn::AnyModule lstm(const std::string& name, const torch::nn::LSTMOptions& options,
                            LayerInput input) const {
    return layer(name, options, input);
  }
  torch::nn::AnyModule gru(const std::string& name, const torch::nn::GRUOptions& options,
                           LayerInput input) const {
    return layer(name, options, input);
  }
};

}  // namespace bayes
