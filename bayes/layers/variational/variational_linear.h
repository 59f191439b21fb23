#pragma once

#include <torch/nn/options/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/posteriors/posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Fully connected layer whose weight and bias are drawn from a posterior, anew in each call.
///
/// Takes the options of `torch::nn::Linear` and gives the same output shape.
///   input   [N, in_features], or [N, …, in_features]: the places between share the weight; or [in_features],
///           one example
///   output  as the input, with out_features
/// The KL of the draw goes to the `Draw` in scope: nats, summed over weights, not yet divided by the number
/// of training examples. Draws happen in train() and eval(); `PosteriorMeanGuard` stops them. Throws `Error`
/// where the input's last dimension is not in_features. The default prior is N(0, 0.1^2). Source: Blundell et
/// al. 2015, section 3.2; Kingma et al. 2015, section 2.3; Wen et al. 2018.
class VariationalLinearImpl : public Cloneable<VariationalLinearImpl> {
 public:
  VariationalLinearImpl(std::int64_t in_features, std::int64_t out_features)
      : VariationalLinearImpl(torch::nn::LinearOptions(in_features, out_features)) {}
  explicit VariationalLinearImpl(const torch::nn::LinearOptions& linear,
                                 const VariationalOptions& variational = {},
                                 const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  /// Starts mu as LibTorch starts the plain layer, sigma at `initial_sigma`.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);

  torch::nn::LinearOptions linear;
  VariationalOptions variational;
  Posterior weight{nullptr};  // [out_features, in_features]
  Posterior bias{nullptr};    // [out_features]; empty where linear.bias() is false

 private:
  std::shared_ptr<const Prior> prior_;  // what the posteriors copy
};
TORCH_MODULE(VariationalLinear);

}  // namespace bayes
