#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/options/conv.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "bayes/layers/dropout_options.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// 2-D convolution whose inputs are dropped at random, elements or whole channels, in train() and eval(): MC
/// dropout.
///
/// Takes the options of `torch::nn::Conv2d` (padding by zeros); parameters `weight` and `bias` have its
/// names.
///   input   [N, in_channels, height, width]
///   output  [N, out_channels, height_out, width_out]
/// `DropoutOffGuard` gives the plain layer. Throws `Error` where the rate is not in [0, 1).
/// Source: Gal & Ghahramani 2015; Tompson et al. 2015 (channels).
class DropoutConv2dImpl : public RandomWeights, public torch::nn::Cloneable<DropoutConv2dImpl> {
 public:
  explicit DropoutConv2dImpl(const torch::nn::Conv2dOptions& conv, const DropoutOptions& dropout = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);
  std::vector<WeightMoments> moments() const override;

  torch::nn::Conv2dOptions conv;
  DropoutOptions dropout;
  torch::Tensor weight;  // [out_channels, in_channels / groups, kernel_height, kernel_width]
  torch::Tensor bias;    // [out_channels]; undefined where conv.bias() is false
};
TORCH_MODULE(DropoutConv2d);

}  // namespace bayes
