#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>

#include <memory>

#include "bayes/core/libtorch.h"

namespace bayes {

/// LibTorch's layer `Base` in all but its arithmetic, which is that of this library's kernels where they
/// serve (`convolve`, `fully_connected`): up to several times faster on small networks. Of its output draws
/// share what they can (see `SharedPrefix`). `Options` are those of LibTorch's layer.
///
/// Throws `Error` where an option is set that the random layers do not have: padding that is not by zeros; of
/// an embedding max_norm, scale_grad_by_freq, sparse or _weight.
template <class Base, class Options>
class PlainLayer : public Base {
 public:
  explicit PlainLayer(const Options& options);
  torch::Tensor forward(const torch::Tensor& input);
  std::shared_ptr<torch::nn::Module> clone(const Optional<torch::Device>& device = kNullopt) const override;

 protected:
  // LibTorch's transposed convolutions have a second argument.
  bool _forward_has_default_args() override { return false; }

 private:
  template <class Module, class... Arguments>
  friend struct torch::nn::AnyModuleHolder;

  Options options_;  // LibTorch's convolutions keep another type
};

using PlainLinearImpl = PlainLayer<torch::nn::LinearImpl, torch::nn::LinearOptions>;
using PlainConv1dImpl = PlainLayer<torch::nn::Conv1dImpl, torch::nn::Conv1dOptions>;
using PlainConv2dImpl = PlainLayer<torch::nn::Conv2dImpl, torch::nn::Conv2dOptions>;
using PlainConv3dImpl = PlainLayer<torch::nn::Conv3dImpl, torch::nn::Conv3dOptions>;
using PlainConvTranspose1dImpl =
    PlainLayer<torch::nn::ConvTranspose1dImpl, torch::nn::ConvTranspose1dOptions>;
using PlainConvTranspose2dImpl =
    PlainLayer<torch::nn::ConvTranspose2dImpl, torch::nn::ConvTranspose2dOptions>;
using PlainConvTranspose3dImpl =
    PlainLayer<torch::nn::ConvTranspose3dImpl, torch::nn::ConvTranspose3dOptions>;
using PlainEmbeddingImpl = PlainLayer<torch::nn::EmbeddingImpl, torch::nn::EmbeddingOptions>;
TORCH_MODULE(PlainLinear);
TORCH_MODULE(PlainConv1d);
TORCH_MODULE(PlainConv2d);
TORCH_MODULE(PlainConv3d);
TORCH_MODULE(PlainConvTranspose1d);
TORCH_MODULE(PlainConvTranspose2d);
TORCH_MODULE(PlainConvTranspose3d);
TORCH_MODULE(PlainEmbedding);

}  // namespace bayes
