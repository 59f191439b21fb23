#include "bayes/layers/dropout/dropout_linear.h"

#include <cmath>

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/dropout/monte_carlo_dropout.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/linear_places.h"

namespace bayes {

DropoutLinearImpl::DropoutLinearImpl(const torch::nn::LinearOptions& linear, const DropoutOptions& dropout)
    : linear(linear), dropout(dropout) {
  require_dropout(dropout, "DropoutLinear");
  reset();
}

void DropoutLinearImpl::reset() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(linear.in_features()));
  weight = register_parameter(
      "weight", torch::empty({linear.out_features(), linear.in_features()}).uniform_(-bound, bound));
  if (linear.bias())
    bias = register_parameter("bias", torch::empty({linear.out_features()}).uniform_(-bound, bound));
}

void DropoutLinearImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::DropoutLinear(in_features=" << linear.in_features()
         << ", out_features=" << linear.out_features() << ", bias=" << std::boolalpha << linear.bias()
         << ", ";
  print_dropout(stream, dropout);
  stream << ")";
}

torch::Tensor DropoutLinearImpl::forward(const torch::Tensor& input) {
  return over_linear_places(input, linear.in_features(), "DropoutLinear", [&](const torch::Tensor& x) {
    if (dropout.dropout_rate == 0.0) {
      return SharedPrefix::remember(this, x, [&] { return fully_connected_at_places(x, weight, bias); });
    }
    return fully_connected_at_places(monte_carlo_dropout(x, dropout), drop_weights(weight, dropout), bias);
  });
}

std::vector<WeightMoments> DropoutLinearImpl::moments() const {
  std::vector<WeightMoments> moments{dropped_moments("weight", weight, dropout.dropout_rate)};
  // A bias has no input that could be dropped.
  if (linear.bias()) moments.push_back(dropped_moments("bias", bias, /*dropout_rate=*/0.0));
  return moments;
}

std::vector<WeightNoise> DropoutLinearImpl::acting_noise() const {
  std::vector<WeightNoise> noise{weight_noise(dropout)};
  if (linear.bias()) noise.emplace_back();
  return noise;
}

}  // namespace bayes
