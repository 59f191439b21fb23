#pragma once

#include <torch/types.h>

#include <cstdint>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// What `fit_affine_scaling` minimises, as a function of V [C, C + 1], with its derivatives over the F
/// numbers that are free.
class AffineObjective {
 public:
  /// As of `fit_affine_scaling`; `start` [C, C + 1].
  AffineObjective(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                  const torch::Tensor& penalty, const torch::Tensor& start);

  /// The same over the same numbers without penalties.
  AffineObjective likelihood_alone() const;
  bool has_penalties() const { return penalty_.gt(0).any().item<bool>(); }

  double value(const torch::Tensor& map) const;
  torch::Tensor gradient(const torch::Tensor& map) const;  ///< [F]
  torch::Tensor hessian(const torch::Tensor& map) const;   ///< [F, F]
  /// V after a step [F].
  torch::Tensor moved(const torch::Tensor& map, const torch::Tensor& step) const;
  /// The most by which a step [F] changes the difference of two classes' logits of an example, in nats.
  double largest_change(const torch::Tensor& step) const;
  /// A bound of the likelihood's second derivatives along one number.
  double largest_curvature() const;

 private:
  double examples() const { return static_cast<double>(inputs_.size(0)); }
  torch::Tensor log_probabilities(const torch::Tensor& map) const;
  torch::Tensor distance(const torch::Tensor& map) const;

  std::int64_t classes_;
  torch::Tensor free_;     // [F], places in V
  torch::Tensor penalty_;  // [F]
  torch::Tensor start_;    // [C, C + 1]
  torch::Tensor labels_;   // [N, 1]
  torch::Tensor inputs_;   // [N, C + 1], log p and 1
};

}  // namespace bayes
