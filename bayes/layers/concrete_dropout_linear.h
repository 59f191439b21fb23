#pragma once

#include <torch/nn/options/linear.h>
#include <torch/nn/pimpl.h>

#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/concrete_dropout_weight.h"
#include "bayes/posteriors/point_weight.h"

namespace bayes {

/// Fully connected layer whose inputs are dropped at a rate that is learnt, in train() and eval().
///
/// Takes the options of `torch::nn::Linear` and gives the same output shape.
///   input   [N, in_features]
///   output  [N, out_features]
/// The KL goes to the `Draw` in scope, see `ConcreteDropoutWeight`; the bias is a point. The
/// default prior is N(0, 0.1^2). `DropoutOffGuard` and `PosteriorMeanGuard` give the plain layer. Throws
/// `Error` where the input is not [N, in_features]. Source: Gal, Hron & Kendall 2017.
class ConcreteDropoutLinearImpl : public Cloneable<ConcreteDropoutLinearImpl> {
 public:
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
