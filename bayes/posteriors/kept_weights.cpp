#include "bayes/posteriors/kept_weights.h"

namespace bayes {

KeptWeights::KeptWeights(const torch::Tensor& mean, const torch::Tensor& sd)
    : like_(mean.detach()), count_(mean.numel()) {
  const auto sure = sd.detach().eq(0.0);
  if (!sure.any().item<bool>()) return;
  const auto removed = sure.logical_and(like_.eq(0.0));
  if (!removed.any().item<bool>()) return;
  kept_ = removed.logical_not();
  count_ = kept_.sum().item<std::int64_t>();
}

torch::Tensor KeptWeights::of(const torch::Tensor& tensor) const {
  return kept_.defined() ? tensor.masked_select(kept_) : tensor;
}

torch::Tensor KeptWeights::rows_of(const torch::Tensor& matrix) const {
  return kept_.defined() ? matrix.index_select(0, kept_.flatten().nonzero().squeeze(1)) : matrix;
}

torch::Tensor KeptWeights::mask() const {
  return kept_.defined() ? kept_.to(like_.scalar_type()) : torch::ones_like(like_);
}

std::shared_ptr<const Prior> KeptWeights::of(const std::shared_ptr<const Prior>& prior) const {
  return kept_.defined() ? prior->for_kept(kept_) : prior;
}

}  // namespace bayes
