#include "bayes/priors/centred.h"

namespace bayes {

CentredPriorImpl::CentredPriorImpl(const std::shared_ptr<const Prior>& base, const torch::Tensor& centre)
    : base(base->copy()), centre(centre) {
  reset();
}

void CentredPriorImpl::reset() {
  centre = register_buffer("centre", centre.detach().clone());
  base = register_module("base", base->copy());
}

void CentredPriorImpl::pretty_print(std::ostream& stream) const { stream << "bayes::CentredPrior"; }

torch::Tensor CentredPriorImpl::log_density(const torch::Tensor& weight) const {
  return base->log_density(weight - centre);
}

torch::Tensor CentredPriorImpl::draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const {
  return centre.to(options) + base->draw(sizes, options);
}

std::optional<torch::Tensor> CentredPriorImpl::kl_from_gaussian(const torch::Tensor& mean,
                                                                const torch::Tensor& sd) const {
  return base->kl_from_gaussian(mean - centre, sd);
}

std::shared_ptr<const Prior> CentredPriorImpl::for_kept(const torch::Tensor& kept) const {
  const auto of_kept = std::make_shared<CentredPriorImpl>(base, centre.masked_select(kept));
  of_kept->base = std::const_pointer_cast<Prior>(base->for_kept(kept));  // in place of the copy
  return of_kept;
}

}  // namespace bayes
