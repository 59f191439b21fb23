#pragma once

#include <torch/nn/options/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/concrete_dropout_weight.h"
#include "bayes/posteriors/point_weight.h"

namespace bayes {

/// Fully connected layer whose inputs are dropped at a rate that is learnt, in train() and eval().
///
/// Takes the options of `torch::nn::Linear` and gives the same output shape.
///   input   [N, in_features], or [N, …, in_features]: the places between share the weight; or [in_features],
///           one example
///   output  as the input, with out_features
/// The KL goes to the `Draw` in scope, see `ConcreteDropoutWeight`; the bias is a point. The
/// default prior is N(0, 0.1^2). `DropoutOffGuard` and `PosteriorMeanGuard` give the plain layer. Throws
/// `Error` where the input's last dimension is not in_features. Source: Gal, Hron & Kendall 2017.
class ConcreteDropoutLinearImpl : public Cloneable<ConcreteDropoutLinearImpl> {
 public:
  ConcreteDropoutLinearImpl(std::int64_t in_features, std::int64_t out_features)
      : ConcreteDropoutLinearImpl(torch::nn::LinearOptions(in_features, out_features)) {}
  explicit ConcreteDropoutLinearImpl(const torch::nn::LinearOptions& linear,
                                     const ConcreteDropoutOptions& dropout = {},
                                     const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  torch::nn::LinearOptions linear;
  ConcreteDropoutOptions dropout;
  ConcreteDropoutWeight weight{nullptr};  // [out_features, in_features]
  PointWeight bias{nullptr};              // [out_features]; empty where linear.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the weight copies
};
TORCH_MODULE(ConcreteDropoutLinear);

}  // namespace bayes
