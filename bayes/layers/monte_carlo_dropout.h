#pragma once

#include <torch/types.h>

#include "bayes/core/weight_moments.h"
#include "bayes/layers/dropout_options.h"

namespace bayes {

/// Sets a share `dropout_rate` of the input to 0 and scales the rest by 1 / (1 - rate), in train() and eval()
/// alike: the mask is the posterior draw (Gal & Ghahramani 2016). `DropoutOffGuard` and `PosteriorMeanGuard`
/// let all pass.
///   input  [N, channels, …]
torch::Tensor monte_carlo_dropout(const torch::Tensor& input, const DropoutOptions& options);

/// Moments of a weight whose inputs are dropped: mean w, standard deviation |w| sqrt(rate / (1 - rate)).
WeightMoments dropped_moments(const std::string& name, const torch::Tensor& weight, double dropout_rate);

/// Throws `Error` where the rate is not in [0, 1).
void require_dropout(const DropoutOptions& options, const char* layer);

}  // namespace bayes
