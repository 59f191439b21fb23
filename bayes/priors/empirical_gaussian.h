#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// How the sigma of an empirical Gaussian prior comes to fit the posterior.
enum class EmpiricalFit {
  kClosedForm,  ///< it is the best one, in every step
  kGradient,    ///< it is trained like the posterior, by the same optimiser
};

inline std::vector<std::pair<const char*, EmpiricalFit>> enum_names(EmpiricalFit) {
  return {{"closed_form", EmpiricalFit::kClosedForm}, {"gradient", EmpiricalFit::kGradient}};
}

struct EmpiricalGaussianPriorOptions {
  EmpiricalFit fit = EmpiricalFit::kClosedForm;
  double initial_sigma = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("fit", options.fit, any(), "How sigma follows the posterior: closed_form, gradient.");
    field("initial_sigma", options.initial_sigma, scale_single(),
          "Sigma before training, where fit is gradient.");
  }
};

/// Empirical Bayes: N(0, sigma^2) with the sigma, one a weight tensor, that fits the posterior best.
///
/// For n weights with posterior N(mu, sd^2) the ELBO, as a function of sigma, is largest at
///   sigma^2 = mean(mu^2 + sd^2),
/// and this is put into the KL, which becomes n log(sigma) - sum(log sd): what training minimises, in every
/// step with sigma at its best (`closed_form`). That is type-II maximum likelihood by a bound (MacKay 1992);
/// Blundell et al. 2015, section 3.3, report worse results where the prior is learnt by gradient instead.
/// With `gradient` that is what happens: `copy_for` makes a parameter `log_sigma` [1], which the optimiser
/// moves with the posterior, by the gradient of the KL from N(0, sigma^2), n - sum(mu^2 + sd^2) / sigma^2;
/// where that is 0 both are the same. It lags behind the posterior by as much as the optimiser's steps are
/// short.
///
/// The KL then no longer says how far a posterior is from a fixed belief: once sigma fits, it is 0 wherever
/// the means are 0 and the deviations equal, however large. It cannot be compared with the KL from another
/// prior.
///
/// In closed form nothing is saved: sigma is a function of the posterior, before and after a resume;
/// `log_sigma` is saved and resumed with the weights. The prior needs a posterior: `log_density` and `draw`
/// throw, as a density of points would grow without bound around zero, and as there is no sigma before there
/// are data. Throws `Error` where the initial sigma is not a positive number.
class EmpiricalGaussianPriorImpl : public Cloneable<EmpiricalGaussianPriorImpl, Prior> {
 public:
  /// With `has_sigma` and the fit `gradient` it has the parameter: what `copy_for` gives.
  explicit EmpiricalGaussianPriorImpl(const EmpiricalGaussianPriorOptions& options = {},
                                      bool has_sigma = false);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  /// sqrt(mean(mean^2 + sd^2)), 0-dimensional, differentiable.
  static torch::Tensor sigma(const torch::Tensor& mean, const torch::Tensor& sd);

  /// Always throws `Error`.
  torch::Tensor log_density(const torch::Tensor& weight) const override;
  /// Always throws `Error`.
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  /// Throws `Error` where sigma is trained and this is not what `copy_for` gives.
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;
  /// "prior_sigma": `sigma`.
  std::vector<LearntScale> learnt_scales(const torch::Tensor& mean, const torch::Tensor& sd) const override;
  bool is_quadratic() const override { return true; }
  std::shared_ptr<Prior> copy_for(torch::IntArrayRef sizes) const override;

  EmpiricalGaussianPriorOptions options;
  bool has_sigma;
  torch::Tensor log_sigma;  // [1]; undefined in closed form and before `copy_for`
};
TORCH_MODULE(EmpiricalGaussianPrior);

}  // namespace bayes
