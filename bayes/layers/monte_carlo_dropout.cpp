#include "bayes/layers/monte_carlo_dropout.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"

namespace bayes {

torch::Tensor monte_carlo_dropout(const torch::Tensor& input, const DropoutOptions& options) {
  if (options.dropout_rate == 0.0 || DropoutOffGuard::active() || PosteriorMeanGuard::active()) return input;
  auto sizes = input.sizes().vec();
  if (options.unit == DropoutUnit::kChannel) std::fill(sizes.begin() + 2, sizes.end(), 1);
  const double keep = 1.0 - options.dropout_rate;
  const auto mask = example_bernoulli(sizes, keep, input.options().requires_grad(false), layout_of(input));
  return input * mask.mul_(1.0 / keep);
}

WeightMoments dropped_moments(const std::string& name, const torch::Tensor& weight, double dropout_rate) {
  const auto mean = weight.detach().clone();
  return {name, mean, mean.abs() * std::sqrt(dropout_rate / (1.0 - dropout_rate))};
}

void require_dropout(const DropoutOptions& options, const char* layer) {
  if (options.dropout_rate >= 0.0 && options.dropout_rate < 1.0) return;
  throw Error("the dropout rate is " + std::to_string(options.dropout_rate), layer,
              "choose a share in [0, 1)");
}

}  // namespace bayes
