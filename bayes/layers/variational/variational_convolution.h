#pragma once

#include <torch/nn/options/conv.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/operators/kernel_size.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/posteriors/posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Convolution whose kernel and bias are drawn from a posterior, anew in each call: of sequences,
/// images or volumes, also transposed, by the options (`torch::nn::Conv1dOptions` …
/// `ConvTranspose3dOptions`).
///
/// Takes the options of LibTorch's layer (padding by zeros) and gives the same output shape.
///   input   [N, in_channels, length], or [.., height, width], or [.., depth, height, width]
///   output  [N, out_channels, …]
/// The KL of the draw goes to the `Draw` in scope: nats, summed over weights, not yet divided by the number
/// of training examples. Draws happen in train() and eval(); `PosteriorMeanGuard` stops them. Throws `Error`
/// where the input does not have these dimensions or `in_channels` channels. The default prior is
/// N(0, 0.1^2). Source: Blundell et al. 2015, section 3.2; Kingma et al. 2015, section 2.3; Wen et al. 2018.
template <class Options>
class VariationalConvolution : public Cloneable<VariationalConvolution<Options>> {
 public:
  VariationalConvolution(std::int64_t in_channels, std::int64_t out_channels,
                         const KernelSize<Options>& kernel_size)
      : VariationalConvolution(Options(in_channels, out_channels, kernel_size)) {}
  explicit VariationalConvolution(const Options& conv, const VariationalOptions& variational = {},
                                  const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  /// Starts mu as LibTorch starts the plain layer, sigma at `initial_sigma`.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  Options conv;
  VariationalOptions variational;
  Posterior weight{nullptr};  // see `kernel_sizes`
  Posterior bias{nullptr};    // [out_channels]; empty where conv.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the posteriors copy
};

using VariationalConv1dImpl = VariationalConvolution<torch::nn::Conv1dOptions>;
using VariationalConv2dImpl = VariationalConvolution<torch::nn::Conv2dOptions>;
using VariationalConv3dImpl = VariationalConvolution<torch::nn::Conv3dOptions>;
using VariationalConvTranspose1dImpl = VariationalConvolution<torch::nn::ConvTranspose1dOptions>;
using VariationalConvTranspose2dImpl = VariationalConvolution<torch::nn::ConvTranspose2dOptions>;
using VariationalConvTranspose3dImpl = VariationalConvolution<torch::nn::ConvTranspose3dOptions>;
TORCH_MODULE(VariationalConv1d);
TORCH_MODULE(VariationalConv2d);
TORCH_MODULE(VariationalConv3d);
TORCH_MODULE(VariationalConvTranspose1d);
TORCH_MODULE(VariationalConvTranspose2d);
TORCH_MODULE(VariationalConvTranspose3d);

}  // namespace bayes
