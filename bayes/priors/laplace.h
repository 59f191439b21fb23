#pragma once

#include <torch/nn/pimpl.h>

#include <optional>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct LaplacePriorOptions {
  double mean = 0.0;
  double scale = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("mean", options.mean, any(), "Mean of every weight.");
    field("scale", options.scale, scale_single(),
          "Mean distance of every weight from the mean; the standard deviation is sqrt(2) of it.");
  }
};

/// Laplace(mean, scale) for every weight: exp(-|w - mean| / scale) / (2 scale). MAP with it is the lasso. KL
/// from a Gaussian in closed form: log(2 scale) + E|w - mean| / scale - log(sd sqrt(2 pi e)), where with d =
/// mu - mean E|w - mean| = sd sqrt(2 / pi) exp(-d^2 / (2 sd^2)) + d erf(d / (sd sqrt 2)), the mean of a
/// folded normal. Throws `Error` where the scale is not a positive number. Source: Williams 1995, "Bayesian
/// regularization and pruning using a Laplace prior".
class LaplacePriorImpl : public Cloneable<LaplacePriorImpl, Prior> {
 public:
  explicit LaplacePriorImpl(const LaplacePriorOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;

  LaplacePriorOptions options;
  torch::Tensor mean;   // 0-dimensional, float64
  torch::Tensor scale;  // 0-dimensional, float64
};
TORCH_MODULE(LaplacePrior);

}  // namespace bayes
