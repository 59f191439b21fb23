#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bayes/posteriors/reparameterised_posterior.h"

namespace bayes {

/// What the posteriors over all weights of a tensor beside `MeanFieldGaussian` share: a parameter `mu` that
/// is the mean, and the KL
///     E_q(-log p(weight)) - entropy(q).
/// The first part is in closed form where the prior has one for what the posterior is: Gaussian marginals, or
/// any marginals where log p is quadratic in the weight. Else it is estimated on the weight drawn. The
/// entropy is always in closed form. Both are of the kept weights (`KeptWeights`).
class JointPosterior : public ReparameterisedPosterior {
 public:
  bool has_closed_kl() const override;

  torch::Tensor mu;

 protected:
  using ReparameterisedPosterior::ReparameterisedPosterior;

  torch::Tensor centre() const override { return mu; }
  torch::Tensor kl_of(const torch::Tensor& deviation) const override;
  /// Whether each weight by itself is Gaussian.
  virtual bool has_gaussian_marginals() const = 0;
};

}  // namespace bayes
