#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bayes/layers/operators/local_affine.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/posteriors/posterior.h"

namespace bayes {

/// An affine map: (input, weight, bias) -> output; an undefined bias is none.
using Affine = std::function<torch::Tensor(const torch::Tensor& input, const torch::Tensor& weight,
                                           const torch::Tensor& bias)>;
/// Its output under Gaussian weights by local reparameterisation, in one piece; undefined where there is
/// none.
using LocalAffine = std::function<torch::Tensor(const torch::Tensor& input, const GaussianWeights& weights)>;

/// The posterior of a weight tensor of a layer with these options. Throws `Error` where the estimator does
/// not serve it: local reparameterisation sums variances and Flipout flips signs, which needs independent
/// weights.
Posterior posterior_for(const VariationalOptions& options, const std::vector<std::int64_t>& sizes,
                        const std::shared_ptr<const Prior>& prior, const std::string& where);

/// Throws `Error` where another posterior is asked for than that of the layers that know no other.
void require_mean_field(const VariationalOptions& options, const std::string& where);

/// Draws the output of an affine map with random weight and bias. `bias` may be empty.
///
///   input   [N, channels, …]; dimensions beyond the second are places that share the weight (pixels)
///   output  [N, channels_out, …]
///
/// - Weight sampling: one weight and bias for the whole batch.
/// - Local reparameterisation: N(affine(x, mu), affine(x^2, sigma^2)) for each output by itself. With shared
/// weights
///   (convolutions) this has the right mean and marginal variance, but leaves out the covariance between
///   places. Kingma et al. 2015, section 2.3.
/// - Flipout: affine(x, mu) + affine(x * s, delta) * r, with s and r signs per example and channel, constant
/// over
///   places. Wen et al. 2018, section 3.1.
///
/// The KL goes to the `Draw` in scope. Under a `PosteriorMeanGuard` the output is affine(x, mu).
torch::Tensor draw_output(Estimator estimator, const torch::Tensor& input, const Posterior& weight,
                          const Posterior& bias, const Affine& affine, const LocalAffine& local = {});

}  // namespace bayes
