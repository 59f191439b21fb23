#pragma once

#include <torch/nn/pimpl.h>

#include <optional>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct GaussianPriorOptions {
  double mean = 0.0;
  double sigma = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("mean", options.mean, any(), "Mean of every weight.");
    field("sigma", options.sigma, scale_single(), "Standard deviation of every weight.");
  }
};

/// N(mean, sigma^2) for every weight. KL from a Gaussian in closed form:
/// log(sigma / sd) + (sd^2 + (mu - mean)^2) / (2 sigma^2) - 1/2, per weight.
/// Throws `Error` where sigma is not a positive number.
class GaussianPriorImpl : public Cloneable<GaussianPriorImpl, Prior> {
 public:
  explicit GaussianPriorImpl(const GaussianPriorOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;
  bool is_quadratic() const override { return true; }

  std::optional<Normal> as_normal(torch::IntArrayRef sizes) const override;

  GaussianPriorOptions options;
  torch::Tensor mean;   // 0-dimensional, float64
  torch::Tensor sigma;  // 0-dimensional, float64; the standard deviation, not the variance
};
TORCH_MODULE(GaussianPrior);

}  // namespace bayes
