#include "bayes/layers/concrete_dropout_linear.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/shape.h"
#include "bayes/layers/fully_connected.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

ConcreteDropoutLinearImpl::ConcreteDropoutLinearImpl(const torch::nn::LinearOptions& linear,
                                                     const ConcreteDropoutOptions& dropout,
                                                     const std::shared_ptr<const Prior>& prior)
    : linear(linear), dropout(dropout), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  reset();
}

void ConcreteDropoutLinearImpl::reset() {
  const std::vector<std::int64_t> sizes{linear.out_features(), linear.in_features()};
  const double bound = 1.0 / std::sqrt(static_cast<double>(linear.in_features()));
  weight = register_module("weight", ConcreteDropoutWeight(sizes, linear.in_features(), dropout, prior_));
  weight->reset_parameters(bound);
  if (!linear.bias()) return;
  bias = register_module("bias", PointWeight(std::vector<std::int64_t>{linear.out_features()}, bound));
}

void ConcreteDropoutLinearImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::ConcreteDropoutLinear(in_features=" << linear.in_features()
         << ", out_features=" << linear.out_features() << ", bias=" << std::boolalpha << linear.bias() << ")";
}

torch::Tensor ConcreteDropoutLinearImpl::forward(const torch::Tensor& input) {
  if (input.dim() != 2 || input.size(1) != linear.in_features()) {
    throw Error("the input has shape " + shape_text(input.sizes()), "ConcreteDropoutLinear",
                "give [N, " + std::to_string(linear.in_features()) + "]");
  }
  const bool whole = DropoutOffGuard::active() || PosteriorMeanGuard::active();
  return fully_connected(whole ? input : input * weight->factors(input), weight->mean(),
                         bias.is_empty() ? torch::Tensor() : bias->value);
}

}  // namespace bayes
