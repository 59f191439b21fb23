#pragma once

#include <torch/types.h>

#include <iosfwd>
#include <string>

#include "bayes/core/images_innermost.h"
#include "bayes/core/weight_moments.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/priors/weight_noise.h"

namespace bayes {

/// Sets a share `dropout_rate` of the input to 0 and scales the rest by 1 / (1 - rate), in train() and eval()
/// alike: the mask is the posterior draw (Gal & Ghahramani 2016). Gaussian dropout multiplies by other
/// factors; where the weights are dropped, the input passes. `DropoutOffGuard` and `PosteriorMeanGuard` let
/// all pass.
///   input  [N, channels, …]
torch::Tensor monte_carlo_dropout(const torch::Tensor& input, const DropoutOptions& options);

/// Sets a share `dropout_rate` of the weights to 0 and scales the rest by 1 / (1 - rate), where the options
/// drop weights (Wan et al. 2013, there with a mask an example); lets them pass otherwise, and under a guard.
/// In one `Draw` a weight gets the same mask again.
torch::Tensor drop_weights(const torch::Tensor& weight, const DropoutOptions& options);

/// Whether inputs are dropped: not at a rate of 0, nor under a guard, nor where weights are.
bool drops_inputs(const DropoutOptions& options);
/// What inputs are multiplied by, one factor for each element of the sizes [N, …]: 0 with probability
/// `dropout_rate`, else 1 / (1 - rate); of Gaussian dropout N(1, rate / (1 - rate)).
torch::Tensor dropout_factors(torch::IntArrayRef sizes, const DropoutOptions& options,
                              const torch::TensorOptions& tensor,
                              BatchLayout layout = BatchLayout::kImagesOutermost);

/// Moments of a weight that is dropped, or whose inputs are: mean w, standard deviation |w| sqrt(rate / (1 -
/// rate)).
WeightMoments dropped_moments(const std::string& name, const torch::Tensor& weight, double dropout_rate);

/// The same as a law of the weight as it acts: what the prior sees.
WeightNoise weight_noise(const DropoutOptions& options);

/// "dropout_rate=0.25", and what is dropped where it is not the inputs.
void print_dropout(std::ostream& stream, const DropoutOptions& options);

/// Throws `Error` where the rate is not in [0, 1).
void require_dropout(const DropoutOptions& options, const char* layer);

}  // namespace bayes
