#include "bayes/layers/variational/variational_linear.h"

#include <torch/nn/init.h>

#include <cmath>

#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/linear_places.h"
#include "bayes/layers/variational/estimator.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

VariationalLinearImpl::VariationalLinearImpl(const torch::nn::LinearOptions& linear,
                                             const VariationalOptions& variational,
                                             const std::shared_ptr<const Prior>& prior)
    : linear(linear), variational(variational), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  reset();
}

void VariationalLinearImpl::reset() {
  const std::vector<std::int64_t> sizes{linear.out_features(), linear.in_features()};
  weight = register_module("weight", posterior_for(variational, sizes, prior_, "VariationalLinear"));
  if (linear.bias()) {
    const std::vector<std::int64_t> bias_sizes{linear.out_features()};
    bias = register_module("bias", posterior_for(variational, bias_sizes, prior_, "VariationalLinear"));
  }
  reset_parameters();
}

void VariationalLinearImpl::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(linear.in_features()));
  weight->reset_parameters(bound);
  if (!bias.is_empty()) bias->reset_parameters(bound);
}

void VariationalLinearImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::VariationalLinear(in_features=" << linear.in_features()
         << ", out_features=" << linear.out_features() << ", bias=" << std::boolalpha << linear.bias()
         << ", estimator=" << estimator_name(variational.estimator) << ")";
}

torch::Tensor VariationalLinearImpl::forward(const torch::Tensor& input) {
  return over_linear_places(input, linear.in_features(), "VariationalLinear", [&](const torch::Tensor& x) {
    const LocalAffine local = x.dim() == 2 ? LocalAffine(local_fully_connected) : LocalAffine();
    return draw_output(variational.estimator, x, weight, bias, fully_connected_at_places, local);
  });
}

}  // namespace bayes
