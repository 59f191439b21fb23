#pragma once

#include <torch/types.h>

#include <cstdint>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// Probabilities of L labels, each present or absent, of S draws for N examples. Given the weights labels are
/// independent; the mixture over draws is not the product of its labels' mixtures, and `log_density` is that
/// of all labels of an example together.
class BernoulliPredictive final : public Predictive {
 public:
  /// logits [S, N, L], floating point, each size >= 1. Throws `Error` where the shape is another or a value
  /// is not finite.
  explicit BernoulliPredictive(torch::Tensor logits);

  std::int64_t draws() const override { return logits_.size(0); }
  std::int64_t examples() const override { return logits_.size(1); }
  std::int64_t labels() const { return logits_.size(2); }

  /// [N, L], float64: of each label, the mean over draws.
  torch::Tensor mean_probabilities() const;

  torch::Tensor log_density(const torch::Tensor& targets) const override;
  torch::Tensor log_density_by_draw(const torch::Tensor& targets) const override;
  torch::Tensor scores(const torch::Tensor& targets) const override;
  /// Entropies of each label, added up over labels.
  Uncertainty uncertainty() const override;
  void accept(PredictiveVisitor& visitor) const override { visitor.visit(*this); }

 private:
  torch::Tensor logits_;  // [S, N, L], float64
};

/// Throws `Error` where `targets` are not [examples, labels] of 0 and 1.
void require_indicators(const torch::Tensor& targets, std::int64_t examples, std::int64_t labels);

}  // namespace bayes
