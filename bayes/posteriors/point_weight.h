#pragma once

#include <torch/nn/pimpl.h>

#include <utility>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/state.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// A weight that is a point, as a module of its own: beside a weight that is a posterior it then keeps its
/// place in the walk over a network. Parameter `value`, from a uniform distribution on [-bound, bound].
class PointWeightImpl : public Cloneable<PointWeightImpl, RandomWeights> {
 public:
  PointWeightImpl(std::vector<std::int64_t> sizes, double bound) : sizes(std::move(sizes)), bound(bound) {
    reset();
  }
  void reset() override { value = register_parameter("value", torch::empty(sizes).uniform_(-bound, bound)); }
  std::vector<WeightMoments> moments() const override {
    return {{"", value.detach().clone(), torch::zeros_like(value.detach())}};
  }

  /// The value in the state of one as it was saved; undefined where the state is not that of one.
  static torch::Tensor saved_mean(const State& saved) {
    const auto value = saved.find("value");
    return value == saved.end() ? torch::Tensor() : value->second;
  }

  std::vector<std::int64_t> sizes;
  double bound;
  torch::Tensor value;
};
TORCH_MODULE(PointWeight);

}  // namespace bayes
