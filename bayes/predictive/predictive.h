#pragma once

#include <torch/types.h>

#include <cstdint>

#include "bayes/core/error.h"

namespace bayes {

/// What a predictive is unsure of, of each example: [N], float64. For classes and labels entropies, nats; for
/// numbers variances, in the squared unit of the target.
struct Uncertainty {
  torch::Tensor total;
  torch::Tensor aleatoric;  ///< what is left where the weights are known: the mean over draws
  torch::Tensor epistemic;  ///< total - aleatoric, 0 or more
};

class BernoulliPredictive;
class CategoricalPredictive;
class MixturePredictive;

/// Is told of which kind a predictive is; kinds that it does not ask for pass it by.
class PredictiveVisitor {
 public:
  virtual ~PredictiveVisitor() = default;
  virtual void visit(const BernoulliPredictive&) {}
  virtual void visit(const CategoricalPredictive&) {}
  virtual void visit(const MixturePredictive&) {}
};

/// What S posterior draws say about N examples, in the terms of a likelihood: what every method hands to
/// everything downstream. The predictive distribution is the mixture over draws, of densities and not of
/// their logarithms.
class Predictive {
 public:
  virtual ~Predictive() = default;
  virtual std::int64_t draws() const = 0;
  virtual std::int64_t examples() const = 0;
  /// log p(target) of the mixture over draws: [N], float64, nats. Throws `Error` where the targets are not
  /// those of its likelihood.
  virtual torch::Tensor log_density(const torch::Tensor& targets) const = 0;
  /// The same of each draw: [S, N], float64.
  virtual torch::Tensor log_density_by_draw(const torch::Tensor& targets) const = 0;
  /// Of the mixture, the score of `Likelihood::figure`: [N], float64.
  virtual torch::Tensor scores(const torch::Tensor& targets) const = 0;
  virtual Uncertainty uncertainty() const = 0;
  virtual void accept(PredictiveVisitor& visitor) const = 0;
};

/// The predictive as the kind `P`. Throws `Error` where it is another.
template <class P>
const P& as(const Predictive& predictive) {
  struct Taker : PredictiveVisitor {
    void visit(const P& taken) override { found = &taken; }
    const P* found = nullptr;
  } taker;
  predictive.accept(taker);
  if (taker.found != nullptr) return *taker.found;
  throw Error("the predictive is of another kind", "as", "ask for the kind that its likelihood makes");
}

}  // namespace bayes
