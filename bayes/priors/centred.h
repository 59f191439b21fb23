#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <optional>

#include "bayes/core/cloneable.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// A prior shifted to a centre of each weight's own: p(weight) = base(weight - centre). With the weights of a
/// trained network as centre it is the informed prior of Krishnan et al. 2020.
///
/// Buffer `centre`, child `base` (a copy of the one given). Weights have the centre's shape; `draw` too. KL
/// in closed form where the base has one.
class CentredPriorImpl : public Cloneable<CentredPriorImpl, Prior> {
 public:
  CentredPriorImpl(const std::shared_ptr<const Prior>& base, const torch::Tensor& centre);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;
  std::vector<LearntScale> learnt_scales(const torch::Tensor& mean, const torch::Tensor& sd) const override {
    return base->learnt_scales(mean - centre, sd);
  }
  bool is_proper() const override { return base->is_proper(); }
  bool is_of_weights_alone() const override { return base->is_of_weights_alone(); }
  std::shared_ptr<const Prior> for_kept(const torch::Tensor& kept) const override;

  std::shared_ptr<Prior> base;
  torch::Tensor centre;
};
TORCH_MODULE(CentredPrior);

}  // namespace bayes
