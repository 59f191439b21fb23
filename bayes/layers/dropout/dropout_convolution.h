#pragma once

#include <torch/nn/options/conv.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/operators/kernel_size.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// Convolution whose inputs are dropped at random, elements or whole channels, in train() and eval(): MC
/// dropout. Of sequences, images or volumes, also transposed, by the options (`torch::nn::Conv1dOptions` …
/// `ConvTranspose3dOptions`).
///
/// Takes the options of LibTorch's layer (padding by zeros); parameters `weight` and `bias` have its names.
///   input   [N, in_channels, length], or [.., height, width], or [.., depth, height, width]
///   output  [N, out_channels, …]
/// `DropoutOffGuard` gives the plain layer. Throws `Error` where the rate is not in [0, 1).
/// Source: Gal & Ghahramani 2015; Tompson et al. 2015 (channels).
template <class Options>
class DropoutConvolution : public Cloneable<DropoutConvolution<Options>, RandomWeights> {
 public:
  DropoutConvolution(std::int64_t in_channels, std::int64_t out_channels,
                     const KernelSize<Options>& kernel_size)
      : DropoutConvolution(Options(in_channels, out_channels, kernel_size)) {}
  explicit DropoutConvolution(const Options& conv, const DropoutOptions& dropout = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);
  std::vector<WeightMoments> moments() const override;
  std::vector<WeightNoise> acting_noise() const override;

  Options conv;
  DropoutOptions dropout;
  torch::Tensor weight;  // see `kernel_sizes`
  torch::Tensor bias;    // [out_channels]; undefined where conv.bias() is false
};

using DropoutConv1dImpl = DropoutConvolution<torch::nn::Conv1dOptions>;
using DropoutConv2dImpl = DropoutConvolution<torch::nn::Conv2dOptions>;
using DropoutConv3dImpl = DropoutConvolution<torch::nn::Conv3dOptions>;
using DropoutConvTranspose1dImpl = DropoutConvolution<torch::nn::ConvTranspose1dOptions>;
using DropoutConvTranspose2dImpl = DropoutConvolution<torch::nn::ConvTranspose2dOptions>;
using DropoutConvTranspose3dImpl = DropoutConvolution<torch::nn::ConvTranspose3dOptions>;
TORCH_MODULE(DropoutConv1d);
TORCH_MODULE(DropoutConv2d);
TORCH_MODULE(DropoutConv3d);
TORCH_MODULE(DropoutConvTranspose1d);
TORCH_MODULE(DropoutConvTranspose2d);
TORCH_MODULE(DropoutConvTranspose3d);

}  // namespace bayes
