#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// Class probabilities of S posterior draws for N examples and C classes.
///
/// The mixture over draws is taken of probabilities, in log space and double precision:
/// log p(c) = logsumexp_s log p_s(c) - log S. Averaging log probabilities instead would be a different,
/// sharper distribution.
class CategoricalPredictive final : public Predictive {
 public:
  /// log_probabilities [S, N, C], normalised over C, floating point; S, N, C >= 1.
  /// Throws `Error` where the shape is another, a value is NaN, or an image's probabilities do not sum to 1
  /// (within 1e-3).
  explicit CategoricalPredictive(torch::Tensor log_probabilities);

  std::int64_t draws() const override { return log_probabilities_.size(0); }
  std::int64_t examples() const override { return log_probabilities_.size(1); }
  std::int64_t classes() const { return log_probabilities_.size(2); }

  /// [S, N, C], as given.
  const torch::Tensor& log_probabilities() const { return log_probabilities_; }
  /// [N, C], float64, on the CPU: log of the mean over draws. Each draw is first normalised again in double,
  /// since float32 rows miss a sum of 1 by 1e-7.
  const torch::Tensor& mean_log_probabilities() const { return mean_log_probabilities_; }
  /// [N, C], float64, rows sum to 1.
  torch::Tensor mean_probabilities() const { return mean_log_probabilities_.exp(); }

  torch::Tensor log_density(const torch::Tensor& labels) const override;
  torch::Tensor log_density_by_draw(const torch::Tensor& labels) const override;
  /// 1 where the most probable class of the mixture, the first of equal ones, is the label's, else 0.
  torch::Tensor scores(const torch::Tensor& labels) const override;
  /// Entropies over classes: `entropy_decomposition`.
  Uncertainty uncertainty() const override;
  void accept(PredictiveVisitor& visitor) const override { visitor.visit(*this); }

  /// The averaged predictive as one of a single draw, S = 1.
  CategoricalPredictive mean() const;
  /// The examples at `index` [M] (int64, may repeat). Throws `Error` where M is 0 or an index is out of
  /// range.
  CategoricalPredictive at(const torch::Tensor& index) const;
  /// Draws [first, first + count). Throws `Error` where there are none or not all of them.
  CategoricalPredictive some_draws(std::int64_t first, std::int64_t count) const;

 private:
  /// Both parts known and trusted: nothing is checked or averaged again.
  CategoricalPredictive(torch::Tensor log_probabilities, torch::Tensor mean_log_probabilities);

  torch::Tensor log_probabilities_;
  torch::Tensor mean_log_probabilities_;
};

/// The averaged predictive: what many mixtures of the same draws are made from.
inline CategoricalPredictive condensed(const CategoricalPredictive& predictive) { return predictive.mean(); }
/// The mixture of the draws of all `parts`, one or more, of the same examples and classes.
CategoricalPredictive joined(const std::vector<CategoricalPredictive>& parts);

}  // namespace bayes
