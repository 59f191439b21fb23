#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/state.h"
#include "bayes/layers/dropout/concrete_dropout_options.h"
#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// The weight of a layer whose inputs are dropped at a rate that is learnt: mean w, and each input's weights
/// 0 with probability p, else w / (1 - p).
///
/// Parameters `mean` and `logit` (p = 1 / (1 + exp(-logit))), child `prior` (a copy of the one given). Masks
/// are relaxed: z = sigmoid((logit + log u - log(1 - u)) / temperature), u uniform, drops the share z of an
/// input, whose factor is (1 - z) / (1 - p).
///
/// The KL, in nats, up to a constant, with w / (1 - p) for the matrix M of the paper, for any prior:
///   (1 - p) (log prior(0) - log prior(w / (1 - p))) + inputs (log 2 - H(p)),  H(p) = -p log p - (1-p)
///   log(1-p)
/// For N(0, s^2) the first term is |w|^2 / (2 s^2 (1 - p)). It enters the objective as every KL does, by 1 /
/// N. Source: Gal, Hron & Kendall 2017, section 3.
class ConcreteDropoutWeightImpl : public Cloneable<ConcreteDropoutWeightImpl, WeightPosterior> {
 public:
  ///   sizes       [outputs, inputs / groups, …], or [inputs, outputs / groups, …]
  ///   input_axis  which of the two sizes counts inputs: 1 or 0
  /// Throws `Error` where the initial rate is not in (0, 1) or the
  /// temperature is not positive.
  ConcreteDropoutWeightImpl(std::vector<std::int64_t> sizes, std::int64_t inputs,
                            const ConcreteDropoutOptions& options, const std::shared_ptr<const Prior>& prior,
                            std::size_t input_axis = 1);
  void reset() override;
  /// Draws the mean uniformly from [-bound, bound]; the rate is `initial_rate` again.
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  /// p, 0-dimensional, differentiable.
  torch::Tensor rate() const;
  /// Factors of the inputs [N, inputs, …] of a batch, [N, inputs, 1, …]: each example has its own, which are
  /// the same at all places of a channel. Adds the KL to the `Draw` in scope.
  torch::Tensor factors(const torch::Tensor& input) const;

  bool is_factorised() const override { return false; }  // a mask takes all weights of an input
  /// One mask for all examples.
  torch::Tensor draw() const override;
  torch::Tensor perturbation() const override;
  torch::Tensor mean() const override { return weight; }
  torch::Tensor sd() const override;
  torch::Tensor variance() const override { return sd().square(); }
  void collect_kl() const override;
  torch::Tensor kl() const override;
  bool has_closed_kl() const override { return true; }
  /// Of the masks: inputs * H(p). That of the weights given a mask does not depend on parameters.
  torch::Tensor entropy() const override;
  std::int64_t kept_count() const override;
  void prune(const torch::Tensor& mask) override;
  std::vector<WeightMoments> moments() const override;
  /// The mean in the state of one as it was saved; undefined where the state is not that of one.
  static torch::Tensor saved_mean(const State& saved);

  std::vector<std::int64_t> sizes;
  std::int64_t inputs;
  std::size_t input_axis;
  ConcreteDropoutOptions options;
  torch::Tensor weight;  // parameter `mean`
  torch::Tensor logit;   // [1]

 private:
  torch::Tensor factors_of(const torch::Tensor& normal) const;
  torch::Tensor negative_entropy() const;
  const WeightPosterior* owner() const { return this; }
};
TORCH_MODULE(ConcreteDropoutWeight);

}  // namespace bayes
