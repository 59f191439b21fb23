#include "bayes/priors/flat.h"

#include "bayes/core/error.h"

namespace bayes {

FlatPriorImpl::FlatPriorImpl(const FlatPriorOptions&) {}

void FlatPriorImpl::pretty_print(std::ostream& stream) const { stream << "bayes::FlatPrior()"; }

torch::Tensor FlatPriorImpl::log_density(const torch::Tensor& weight) const {
  return torch::zeros({}, weight.options());
}

torch::Tensor FlatPriorImpl::draw(torch::IntArrayRef, const torch::TensorOptions&) const {
  throw Error("a flat prior cannot be drawn from", "FlatPrior", "choose a proper prior, such as gaussian");
}

}  // namespace bayes
