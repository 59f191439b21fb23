#pragma once

#include <torch/nn/options/conv.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/concrete_dropout_weight.h"
#include "bayes/layers/operators/kernel_size.h"
#include "bayes/posteriors/point_weight.h"

namespace bayes {

/// Convolution whose input channels are dropped at a rate that is learnt, in train() and eval(): of
/// sequences, images or volumes, also transposed, by the options (`torch::nn::Conv1dOptions` …
/// `ConvTranspose3dOptions`).
///
/// Takes the options of LibTorch's layer (padding by zeros) and gives the same output shape.
///   input   [N, in_channels, length], or [.., height, width], or [.., depth, height, width]
///   output  [N, out_channels, …]
/// The KL goes to the `Draw` in scope, see `ConcreteDropoutWeight`; the bias is a point. The
/// default prior is N(0, 0.1^2). `DropoutOffGuard` and `PosteriorMeanGuard` give the plain layer. Throws
/// `Error` where the input does not have these dimensions or `in_channels` channels.
/// Source: Gal, Hron & Kendall 2017.
template <class Options>
class ConcreteDropoutConvolution : public Cloneable<ConcreteDropoutConvolution<Options>> {
 public:
  ConcreteDropoutConvolution(std::int64_t in_channels, std::int64_t out_channels,
                             const KernelSize<Options>& kernel_size)
      : ConcreteDropoutConvolution(Options(in_channels, out_channels, kernel_size)) {}
  explicit ConcreteDropoutConvolution(const Options& conv, const ConcreteDropoutOptions& dropout = {},
                                      const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  Options conv;
  ConcreteDropoutOptions dropout;
  ConcreteDropoutWeight weight{nullptr};  // see `kernel_sizes`
  PointWeight bias{nullptr};              // [out_channels]; empty where conv.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the weight copies
};

using ConcreteDropoutConv1dImpl = ConcreteDropoutConvolution<torch::nn::Conv1dOptions>;
using ConcreteDropoutConv2dImpl = ConcreteDropoutConvolution<torch::nn::Conv2dOptions>;
using ConcreteDropoutConv3dImpl = ConcreteDropoutConvolution<torch::nn::Conv3dOptions>;
using ConcreteDropoutConvTranspose1dImpl = ConcreteDropoutConvolution<torch::nn::ConvTranspose1dOptions>;
using ConcreteDropoutConvTranspose2dImpl = ConcreteDropoutConvolution<torch::nn::ConvTranspose2dOptions>;
using ConcreteDropoutConvTranspose3dImpl = ConcreteDropoutConvolution<torch::nn::ConvTranspose3dOptions>;
TORCH_MODULE(ConcreteDropoutConv1d);
TORCH_MODULE(ConcreteDropoutConv2d);
TORCH_MODULE(ConcreteDropoutConv3d);
TORCH_MODULE(ConcreteDropoutConvTranspose1d);
TORCH_MODULE(ConcreteDropoutConvTranspose2d);
TORCH_MODULE(ConcreteDropoutConvTranspose3d);

}  // namespace bayes
