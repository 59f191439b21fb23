#pragma once

#include <torch/nn/pimpl.h>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct ScaleMixturePriorOptions {
  double wide_share = 0.5;
  double wide_sigma = 1.0;
  double narrow_sigma = 0.0024787521766663585;  // exp(-6), one of the paper's choices
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("wide_share", options.wide_share, between(0.0, 1.0),
          "Weight of the wide Gaussian (pi in the paper).");
    field("wide_sigma", options.wide_sigma, scale_single(), "Standard deviation of the wide Gaussian.");
    field("narrow_sigma", options.narrow_sigma, scale_single(), "Standard deviation of the narrow Gaussian.");
  }
};

/// Mixture of two Gaussians around zero: pi N(0, wide^2) + (1 - pi) N(0, narrow^2) for every weight.
/// The KL has no closed form: it is estimated on the weights drawn.
/// Throws `Error` where a sigma is not positive or the share not in [0, 1].
/// Source: Blundell et al. 2015, section 3.3.
class ScaleMixturePriorImpl : public Cloneable<ScaleMixturePriorImpl, Prior> {
 public:
  explicit ScaleMixturePriorImpl(const ScaleMixturePriorOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;

  ScaleMixturePriorOptions options;
  torch::Tensor wide_share;    // 0-dimensional, float64
  torch::Tensor wide_sigma;    // 0-dimensional, float64
  torch::Tensor narrow_sigma;  // 0-dimensional, float64
};
TORCH_MODULE(ScaleMixturePrior);

}  // namespace bayes
