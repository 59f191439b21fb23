#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/options/conv.h>
#include <torch/nn/pimpl.h>

#include <memory>

#include "bayes/layers/variational_options.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// 2-D convolution whose kernel and bias are drawn from a Gaussian posterior, anew in each call.
///
/// Takes the options of `torch::nn::Conv2d` (padding by zeros) and gives the same output shape.
///   input   [N, in_channels, height, width]
///   output  [N, out_channels, height_out, width_out]
/// The KL of the draw goes to the `Draw` in scope: nats, summed over weights, not yet divided by the number
/// of training examples. Draws happen in train() and eval(); `PosteriorMeanGuard` stops them. Throws `Error`
/// where the input does not have 4 dimensions or `in_channels` channels. The default prior is N(0, 0.1^2).
/// Source: Blundell et al. 2015, section 3.2; Kingma et al. 2015, section 2.3; Wen et al. 2018.
class VariationalConv2dImpl : public torch::nn::Cloneable<VariationalConv2dImpl> {
 public:
  explicit VariationalConv2dImpl(const torch::nn::Conv2dOptions& conv,
                                 const VariationalOptions& variational = {},
                                 const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  /// Starts mu as LibTorch starts the plain layer, sigma at `initial_sigma`.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  torch::nn::Conv2dOptions conv;
  VariationalOptions variational;
  MeanFieldGaussian weight{nullptr};  // [out_channels, in_channels / groups, kernel_height, kernel_width]
  MeanFieldGaussian bias{nullptr};    // [out_channels]; empty where conv.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the posteriors copy
};
TORCH_MODULE(VariationalConv2d);

}  // namespace bayes
