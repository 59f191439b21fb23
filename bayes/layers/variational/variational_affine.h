#pragma once

#include <torch/nn/options/conv.h>
#include <torch/nn/options/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/posteriors/posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Fully connected layer, or convolution of sequences, images or volumes, also transposed, whose weight and
/// bias are drawn from a posterior, anew in each call. Which one the options say (`torch::nn::LinearOptions`,
/// `Conv1dOptions` … `ConvTranspose3dOptions`).
///
/// Takes the options of LibTorch's layer (padding by zeros) and gives the same output shape.
///   linear       [N, in_features], or [N, …, in_features]: the places between share the weight; or
///                [in_features], one example; gives the same with out_features
///   convolution  [N, in_channels, length], or [.., height, width], or [.., depth, height, width]; gives
///                [N, out_channels, …]
/// The KL of the draw goes to the `Draw` in scope: nats, summed over weights, not yet divided by the number
/// of training examples. Draws happen in train() and eval(); `PosteriorMeanGuard` stops them. Throws `Error`
/// where the input does not have these dimensions, or not in_features or in_channels. The default prior is
/// N(0, 0.1^2). Source: Blundell et al. 2015, section 3.2; Kingma et al. 2015, section 2.3; Wen et al. 2018.
template <class Options>
class VariationalAffine : public Cloneable<VariationalAffine<Options>> {
 public:
  /// As LibTorch's layer: (in_features, out_features), or (in_channels, out_channels, kernel_size).
  template <class... KernelSize>
  VariationalAffine(std::int64_t inputs, std::int64_t outputs, const KernelSize&... kernel_size)
      : VariationalAffine(Options(inputs, outputs, kernel_size...)) {}
  explicit VariationalAffine(const Options& options, const VariationalOptions& variational = {},
                             const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  /// Starts mu as LibTorch starts the plain layer, sigma at `initial_sigma`.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  Options options;
  VariationalOptions variational;
  Posterior weight{nullptr};  // [out_features, in_features], or see `kernel_sizes`
  Posterior bias{nullptr};    // [out_features] or [out_channels]; empty where options.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the posteriors copy
};

using VariationalLinearImpl = VariationalAffine<torch::nn::LinearOptions>;
using VariationalConv1dImpl = VariationalAffine<torch::nn::Conv1dOptions>;
using VariationalConv2dImpl = VariationalAffine<torch::nn::Conv2dOptions>;
using VariationalConv3dImpl = VariationalAffine<torch::nn::Conv3dOptions>;
using VariationalConvTranspose1dImpl = VariationalAffine<torch::nn::ConvTranspose1dOptions>;
using VariationalConvTranspose2dImpl = VariationalAffine<torch::nn::ConvTranspose2dOptions>;
using VariationalConvTranspose3dImpl = VariationalAffine<torch::nn::ConvTranspose3dOptions>;
TORCH_MODULE(VariationalLinear);
TORCH_MODULE(VariationalConv1d);
TORCH_MODULE(VariationalConv2d);
TORCH_MODULE(VariationalConv3d);
TORCH_MODULE(VariationalConvTranspose1d);
TORCH_MODULE(VariationalConvTranspose2d);
TORCH_MODULE(VariationalConvTranspose3d);

}  // namespace bayes
