#pragma once

#include <torch/nn/options/conv.h>
#include <torch/nn/options/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/concrete_dropout_weight.h"
#include "bayes/posteriors/point_weight.h"

namespace bayes {

/// Fully connected layer, or convolution of sequences, images or volumes, also transposed, whose inputs (of a
/// convolution whole channels) are dropped at a rate that is learnt, in train() and eval(). Which one the
/// options say (`torch::nn::LinearOptions`, `Conv1dOptions` … `ConvTranspose3dOptions`).
///
/// Takes the options of LibTorch's layer (padding by zeros) and gives the same output shape.
///   linear       [N, in_features], or [N, …, in_features]: the places between share the weight; or
///                [in_features], one example; gives the same with out_features
///   convolution  [N, in_channels, length], or [.., height, width], or [.., depth, height, width]; gives
///                [N, out_channels, …]
/// The KL goes to the `Draw` in scope, see `ConcreteDropoutWeight`; the bias is a point. The default prior is
/// N(0, 0.1^2). `DropoutOffGuard` and `PosteriorMeanGuard` give the plain layer. Throws `Error` where the
/// input does not have these dimensions, or not in_features or in_channels.
/// Source: Gal, Hron & Kendall 2017.
template <class Options>
class ConcreteDropoutAffine : public Cloneable<ConcreteDropoutAffine<Options>> {
 public:
  /// As LibTorch's layer: (in_features, out_features), or (in_channels, out_channels, kernel_size).
  template <class... KernelSize>
  ConcreteDropoutAffine(std::int64_t inputs, std::int64_t outputs, const KernelSize&... kernel_size)
      : ConcreteDropoutAffine(Options(inputs, outputs, kernel_size...)) {}
  explicit ConcreteDropoutAffine(const Options& options, const ConcreteDropoutOptions& dropout = {},
                                 const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  Options options;
  ConcreteDropoutOptions dropout;
  ConcreteDropoutWeight weight{nullptr};  // [out_features, in_features], or see `kernel_sizes`
  PointWeight bias{nullptr};  // [out_features] or [out_channels]; empty where options.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the weight copies
};

using ConcreteDropoutLinearImpl = ConcreteDropoutAffine<torch::nn::LinearOptions>;
using ConcreteDropoutConv1dImpl = ConcreteDropoutAffine<torch::nn::Conv1dOptions>;
using ConcreteDropoutConv2dImpl = ConcreteDropoutAffine<torch::nn::Conv2dOptions>;
using ConcreteDropoutConv3dImpl = ConcreteDropoutAffine<torch::nn::Conv3dOptions>;
using ConcreteDropoutConvTranspose1dImpl = ConcreteDropoutAffine<torch::nn::ConvTranspose1dOptions>;
using ConcreteDropoutConvTranspose2dImpl = ConcreteDropoutAffine<torch::nn::ConvTranspose2dOptions>;
using ConcreteDropoutConvTranspose3dImpl = ConcreteDropoutAffine<torch::nn::ConvTranspose3dOptions>;
TORCH_MODULE(ConcreteDropoutLinear);
TORCH_MODULE(ConcreteDropoutConv1d);
TORCH_MODULE(ConcreteDropoutConv2d);
TORCH_MODULE(ConcreteDropoutConv3d);
TORCH_MODULE(ConcreteDropoutConvTranspose1d);
TORCH_MODULE(ConcreteDropoutConvTranspose2d);
TORCH_MODULE(ConcreteDropoutConvTranspose3d);

}  // namespace bayes
