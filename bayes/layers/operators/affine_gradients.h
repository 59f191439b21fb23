#pragma once

#include <torch/types.h>

namespace bayes {

/// Gradients of an affine map. Undefined is one that was not wanted, or that already is in its
/// `GradientPlaces`.
struct AffineGradients {
  torch::Tensor of_input, of_weight, of_bias;
};
struct WantedGradients {
  bool of_input, of_weight, of_bias;
};

}  // namespace bayes
