#pragma once

#include <torch/nn/options/conv.h>
#include <torch/nn/options/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// Fully connected layer, or convolution of sequences, images or volumes, also transposed, whose inputs are
/// dropped at random in train() and eval(), elements or whole channels: MC dropout. Which one the options say
/// (`torch::nn::LinearOptions`, `Conv1dOptions` … `ConvTranspose3dOptions`).
///
/// Takes the options of LibTorch's layer (padding by zeros); parameters `weight` and `bias` have its names.
///   linear       [N, in_features], or [N, …, in_features]: the places between share the weight; or
///                [in_features], one example; gives the same with out_features
///   convolution  [N, in_channels, length], or [.., height, width], or [.., depth, height, width]; gives
///                [N, out_channels, …]
/// `DropoutOffGuard` gives the plain layer. Throws `Error` where the rate is not in [0, 1), and where the
/// input does not have these dimensions, or not in_features or in_channels.
/// Source: Gal & Ghahramani 2016, section 3; convolutions: Gal & Ghahramani 2015; channels: Tompson et al.
/// 2015.
template <class Options>
class DropoutAffine : public Cloneable<DropoutAffine<Options>, RandomWeights> {
 public:
  /// As LibTorch's layer: (in_features, out_features), or (in_channels, out_channels, kernel_size).
  template <class... KernelSize>
  DropoutAffine(std::int64_t inputs, std::int64_t outputs, const KernelSize&... kernel_size)
      : DropoutAffine(Options(inputs, outputs, kernel_size...)) {}
  explicit DropoutAffine(const Options& options, const DropoutOptions& dropout = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);
  std::vector<WeightMoments> moments() const override;
  std::vector<WeightNoise> acting_noise() const override;

  Options options;
  DropoutOptions dropout;
  torch::Tensor weight;  // [out_features, in_features], or see `kernel_sizes`
  torch::Tensor bias;    // [out_features] or [out_channels]; undefined where options.bias() is false
};

using DropoutLinearImpl = DropoutAffine<torch::nn::LinearOptions>;
using DropoutConv1dImpl = DropoutAffine<torch::nn::Conv1dOptions>;
using DropoutConv2dImpl = DropoutAffine<torch::nn::Conv2dOptions>;
using DropoutConv3dImpl = DropoutAffine<torch::nn::Conv3dOptions>;
using DropoutConvTranspose1dImpl = DropoutAffine<torch::nn::ConvTranspose1dOptions>;
using DropoutConvTranspose2dImpl = DropoutAffine<torch::nn::ConvTranspose2dOptions>;
using DropoutConvTranspose3dImpl = DropoutAffine<torch::nn::ConvTranspose3dOptions>;
TORCH_MODULE(DropoutLinear);
TORCH_MODULE(DropoutConv1d);
TORCH_MODULE(DropoutConv2d);
TORCH_MODULE(DropoutConv3d);
TORCH_MODULE(DropoutConvTranspose1d);
TORCH_MODULE(DropoutConvTranspose2d);
TORCH_MODULE(DropoutConvTranspose3d);

}  // namespace bayes
