#pragma once

#include <torch/types.h>

#include "bayes/layers/operators/affine_gradients.h"

namespace bayes {

/// input * weight^T + bias, as `torch::linear`.
///   input   [N, in_features]
///   weight  [out_features, in_features]
///   bias    [out_features]; may be undefined
///   output  [N, out_features], its images innermost where those of the input are
/// For float32 on the CPU the gradients go straight to their `GradientPlaces`.
torch::Tensor fully_connected(const torch::Tensor& input, const torch::Tensor& weight,
                              const torch::Tensor& bias);

/// The same; also of [N, in_features, places], whose places share the weight: gives [N, out_features,
/// places].
torch::Tensor fully_connected_at_places(const torch::Tensor& input, const torch::Tensor& weight,
                                        const torch::Tensor& bias);

/// Whether the gradients go there.
bool serves_fully_connected(const torch::Tensor& input, const torch::Tensor& weight);
/// The same without autograd, and its gradients, where they do.
torch::Tensor fully_connected_output(const torch::Tensor& input, const torch::Tensor& weight,
                                     const torch::Tensor& bias);
AffineGradients fully_connected_gradients(const torch::Tensor& input, const torch::Tensor& weight,
                                          const torch::Tensor& bias, const torch::Tensor& of_output,
                                          const WantedGradients& wanted);

}  // namespace bayes
