#pragma once

#include <torch/types.h>

#include "bayes/layers/operators/innermost_convolution.h"

namespace bayes {

/// Independent Gaussian weights and biases, by their moments; those of the bias may be undefined.
struct GaussianWeights {
  torch::Tensor mean, variance;
  torch::Tensor bias_mean, bias_variance;
};

// Local reparameterisation in one piece, with its noise from the `Draw` in scope: what `with_local_noise`
// makes of affine(input, mean) and affine(input^2, variance). One pass turns both into the output and what
// its gradient needs, in their own memory. Undefined where the library's kernels do not serve, there is no
// `Draw`, or images do not lie innermost (a convolution lays them out like that). Kingma et al. 2015,
// section 2.3.

/// As `fully_connected`; also of whole images [N, …] and a kernel [out_features, …] that covers them.
torch::Tensor local_fully_connected(const torch::Tensor& input, const GaussianWeights& weights);
/// As `innermost_convolution`.
torch::Tensor local_innermost_convolution(const torch::Tensor& input, const GaussianWeights& weights,
                                          const ConvolutionWindows& windows);

}  // namespace bayes
