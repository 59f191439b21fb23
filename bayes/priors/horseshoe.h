#pragma once

#include <torch/nn/pimpl.h>

#include <optional>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct HorseshoePriorOptions {
  double scale = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("scale", options.scale, scale_single(),
          "Median of the scale that all weights of a tensor share; the smaller, the fewer are large.");
  }
};

/// The horseshoe: w = lambda tau z with z ~ N(0, 1), lambda ~ C+(0, 1) for each weight and tau ~ C+(0, scale)
/// for all weights of a tensor, C+ the half-Cauchy distribution. Most weights are pulled to zero, those that
/// the data want are left alone.
///
/// It is used in its hierarchical form: the scales are random too, with a variational posterior of their own
/// in which log lambda and log tau are independent Gaussians. `copy_for` makes their means and deviations,
/// parameters that are trained, saved and resumed with the weights. The KL is then that of weights and scales
/// together, KL(q(w) q(lambda) q(tau) || p(w | lambda, tau) p(lambda) p(tau)): an upper bound of the KL of
/// the weights alone. With E w^2 = mu^2 + sd^2 and u = log lambda ~ N(m, s^2) it consists of
///   E log N(w; 0, lambda^2 tau^2) = -log(2 pi) / 2 - E u - E log tau - E w^2 E lambda^-2 E tau^-2 / 2,
///   E lambda^-2 = exp(-2 m + 2 s^2), E log p(u) = log(2 / pi) + m - E log(1 + exp(2 u)),
/// the last expectation by 16 points of Gauss-Hermite quadrature (to 1e-5 nats where s <= 1,
/// 2e-3 where s <= 2).
/// Weights and scales are independent in this posterior (the centred form), which is simpler than the
/// non-centred one of Ghosh et al. and shrinks less.
///
/// It needs a variational posterior: `log_density` throws, because the density has a pole at zero, where MAP
/// would put every weight. Throws `Error` where the scale is not a positive number.
/// Source: Carvalho et al. 2010, section 1.1; log-normal scales as in Louizos et al. 2017 and Ghosh et al.
/// 2018.
class HorseshoePriorImpl : public Cloneable<HorseshoePriorImpl, Prior> {
 public:
  /// `sizes` of the weights whose scales it keeps; without them it can be drawn from and copied.
  explicit HorseshoePriorImpl(const HorseshoePriorOptions& options = {},
                              std::vector<std::int64_t> sizes = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  /// Always throws `Error`.
  torch::Tensor log_density(const torch::Tensor& weight) const override;
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  /// Throws `Error` where this is not a copy for weights of these sizes.
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;
  /// "prior_scale": the median of tau under its posterior.
  std::vector<LearntScale> learnt_scales(const torch::Tensor& mean, const torch::Tensor& sd) const override;
  bool is_quadratic() const override { return true; }
  bool is_of_weights_alone() const override { return false; }
  std::shared_ptr<Prior> copy_for(torch::IntArrayRef sizes) const override;
  std::shared_ptr<const Prior> for_kept(const torch::Tensor& kept) const override;

  HorseshoePriorOptions options;
  std::vector<std::int64_t> sizes;  // of the weights it was copied for; empty before
  torch::Tensor scale;              // 0-dimensional, float64
  // Of the log scales: means, and rho with standard deviation softplus(rho). Undefined before `copy_for`.
  torch::Tensor local_mean, local_rho;    // as the weight
  torch::Tensor global_mean, global_rho;  // [1]
};
TORCH_MODULE(HorseshoePrior);

}  // namespace bayes
