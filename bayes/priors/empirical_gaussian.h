#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>

#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct EmpiricalGaussianPriorOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// Empirical Bayes: N(0, sigma^2) with the sigma, one a weight tensor, that fits the posterior best.
///
/// For n weights with posterior N(mu, sd^2) the ELBO, as a function of sigma, is largest at
///   sigma^2 = mean(mu^2 + sd^2),
/// and this is put into the KL, which becomes n log(sigma) - sum(log sd): what training minimises, in every
/// step with sigma at its best. That is type-II maximum likelihood by a bound (MacKay 1992); Blundell et al.
/// 2015, section 3.3, report worse results where the prior is learnt by gradient instead. The KL then no
/// longer says how far a posterior is from a fixed belief: it is 0 wherever the means are 0 and the
/// deviations equal, however large. It cannot be compared with the KL from another prior.
///
/// Nothing of it is saved: sigma is a function of the posterior, before and after a resume. It needs one:
/// `log_density` and `draw` throw, as a density of points would grow without bound around zero, and as there
/// is no sigma before there are data.
class EmpiricalGaussianPriorImpl : public Prior, public torch::nn::Cloneable<EmpiricalGaussianPriorImpl> {
 public:
  explicit EmpiricalGaussianPriorImpl(const EmpiricalGaussianPriorOptions& options = {});
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  /// sqrt(mean(mean^2 + sd^2)), 0-dimensional, differentiable.
  static torch::Tensor sigma(const torch::Tensor& mean, const torch::Tensor& sd);

  /// Always throws `Error`.
  torch::Tensor log_density(const torch::Tensor& weight) const override;
  /// Always throws `Error`.
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;
  /// "prior_sigma": `sigma`.
  std::vector<LearntScale> learnt_scales(const torch::Tensor& mean, const torch::Tensor& sd) const override;
  bool is_quadratic() const override { return true; }
};
TORCH_MODULE(EmpiricalGaussianPrior);

}  // namespace bayes
