#pragma once

#include <torch/types.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// What S posterior draws say about D numbers of each of N examples: an equal mixture over draws of normal
/// distributions, or of Student-t distributions with a common number of degrees of freedom. Given the weights
/// the D targets of an example are independent; the mixture over draws is not the product of its targets'
/// mixtures, and `log_density` is that of all targets of an example together. Everything else is per target.
/// Double precision, on the CPU. Targets and values are [N, D], or [N] where D is 1.
class MixturePredictive final : public Predictive {
 public:
  ///   location, scale  [S, N, D], floating point and finite, scale > 0; each size >= 1. The scale of a
  ///                    normal is its standard deviation; that of a Student-t is
  ///                    sd sqrt((degrees - 2) / degrees)
  ///   degrees          above 2, so that there is a variance; infinite: normal
  /// Throws `Error` otherwise.
  MixturePredictive(torch::Tensor location, torch::Tensor scale,
                    double degrees = std::numeric_limits<double>::infinity());

  std::int64_t draws() const override { return location_.size(0); }
  std::int64_t examples() const override { return location_.size(1); }
  std::int64_t targets() const { return location_.size(2); }  ///< D

  const torch::Tensor& location() const { return location_; }  ///< [S, N, D], float64
  const torch::Tensor& scale() const { return scale_; }        ///< [S, N, D], float64
  double degrees() const { return degrees_; }

  /// Of the mixture, [N, D]. Variances by the law of total variance: aleatoric is the mean over draws of the
  /// variance within each, epistemic the variance over draws of their means (over S: that of the mixture).
  torch::Tensor mean() const;
  torch::Tensor aleatoric_variance() const;
  torch::Tensor epistemic_variance() const;
  torch::Tensor variance() const;

  /// Of the mixture, [N, D]: the share of it at or below `values` [N, D].
  torch::Tensor cdf(const torch::Tensor& values) const;
  /// The value below which lies `share`, in (0, 1), of the mixture: [N, D], to 1e-9 of the scale.
  torch::Tensor quantile(double share) const;
  /// Continuous ranked probability score, [N, D], in the unit of the targets: of normals in closed form
  /// (Grimit et al. 2006, equation 2), of Student-t by quadrature of the squared distance of the cdf.
  torch::Tensor crps(const torch::Tensor& targets) const;

  /// log p of the D targets [N, D] of each example together: [N], nats.
  torch::Tensor log_density(const torch::Tensor& targets) const override;
  torch::Tensor log_density_by_draw(const torch::Tensor& targets) const override;
  /// The squared error of the mean, averaged over the D targets: [N].
  torch::Tensor scores(const torch::Tensor& targets) const override;
  /// Variances, summed over targets.
  Uncertainty uncertainty() const override;
  void accept(PredictiveVisitor& visitor) const override { visitor.visit(*this); }

  /// The examples at `index` [M] (int64, may repeat). Throws `Error` where M is 0 or an index is out of
  /// range.
  MixturePredictive at(const torch::Tensor& index) const;
  /// Draws [first, first + count). Throws `Error` where there are none or not all of them.
  MixturePredictive some_draws(std::int64_t first, std::int64_t count) const;
  /// The same of targets y with this one's of (y - centre) / spread; centre, spread [D], spread > 0.
  MixturePredictive in_unit(const torch::Tensor& centre, const torch::Tensor& spread) const;

 private:
  torch::Tensor location_;  // [S, N, D], float64
  torch::Tensor scale_;
  double degrees_;
};

/// Throws `Error` where `targets` are not finite floating-point numbers [examples, count], or [examples]
/// where count is 1.
void require_numbers(const torch::Tensor& targets, std::int64_t examples, std::int64_t count);
/// The same for the targets of a predictive.
void require_targets(const MixturePredictive& predictive, const torch::Tensor& targets);
/// What intervals by resampling rest on: the number of examples, as every one of them has an error.
std::int64_t events(const MixturePredictive& predictive, const torch::Tensor& targets);
/// The mixture itself: it has no shorter form.
MixturePredictive condensed(const MixturePredictive& predictive);
/// The mixture of the draws of all `parts`, one or more, of the same examples, targets and degrees.
MixturePredictive joined(const std::vector<MixturePredictive>& parts);

}  // namespace bayes
