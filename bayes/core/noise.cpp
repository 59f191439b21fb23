#include "bayes/core/noise.h"

#include "bayes/core/draw.h"

namespace bayes {

torch::Tensor weight_normal(const void* owner, torch::IntArrayRef sizes,
                            const torch::TensorOptions& options) {
  if (Draw* draw = Draw::current()) return draw->weight_normal(owner, sizes, options);
  return torch::randn(sizes, options);
}

torch::Tensor weight_bernoulli(const void* owner, torch::IntArrayRef sizes, double keep,
                               const torch::TensorOptions& options) {
  if (Draw* draw = Draw::current()) return draw->weight_bernoulli(owner, sizes, keep, options);
  return torch::empty(sizes, options).bernoulli_(keep);
}

torch::Tensor example_normal(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                             BatchLayout layout) {
  if (Draw* draw = Draw::current()) return draw->example_normal(sizes, options, layout);
  return torch::randn(sizes, options);
}

torch::Tensor example_bernoulli(torch::IntArrayRef sizes, double keep, const torch::TensorOptions& options,
                                BatchLayout layout) {
  if (Draw* draw = Draw::current()) return draw->example_bernoulli(sizes, keep, options, layout);
  return torch::empty(sizes, options).bernoulli_(keep);
}

torch::Tensor example_sign(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                           BatchLayout layout) {
  if (Draw* draw = Draw::current()) return draw->example_sign(sizes, options, layout);
  return torch::empty(sizes, options).bernoulli_(0.5).mul_(2).sub_(1);
}

}  // namespace bayes
