#pragma once

#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// Fully connected layer whose inputs are dropped at random in train() and eval(): MC dropout.
///
/// Takes the options of `torch::nn::Linear`; parameters `weight` and `bias` have its names.
///   input   [N, in_features], or [N, …, in_features]: the places between share the weight; or [in_features],
///           one example
///   output  as the input, with out_features
/// `DropoutOffGuard` gives the plain layer. Throws `Error` where the rate is not in [0, 1), and
/// where the input's last dimension is not in_features.
/// Source: Gal & Ghahramani 2016, section 3.
class DropoutLinearImpl : public Cloneable<DropoutLinearImpl, RandomWeights> {
 public:
  DropoutLinearImpl(std::int64_t in_features, std::int64_t out_features)
      : DropoutLinearImpl(torch::nn::LinearOptions(in_features, out_features)) {}
  explicit DropoutLinearImpl(const torch::nn::LinearOptions& linear, const DropoutOptions& dropout = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);
  std::vector<WeightMoments> moments() const override;
  std::vector<WeightNoise> acting_noise() const override;

  torch::nn::LinearOptions linear;
  DropoutOptions dropout;
  torch::Tensor weight;  // [out_features, in_features]
  torch::Tensor bias;    // [out_features]; undefined where linear.bias() is false
};
TORCH_MODULE(DropoutLinear);

}  // namespace bayes
