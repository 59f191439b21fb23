#include "bayes/layers/dropout/concrete_dropout_linear.h"

#include <cmath>

#include "bayes/core/guards.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/linear_places.h"
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
  const bool whole = DropoutOffGuard::active() || PosteriorMeanGuard::active();
  return over_linear_places(
      input, linear.in_features(), "ConcreteDropoutLinear", [&](const torch::Tensor& x) {
        return fully_connected_at_places(whole ? x : x * weight->factors(x), weight->mean(),
                                         bias.is_empty() ? torch::Tensor() : bias->value);
      });
}

}  // namespace bayes
