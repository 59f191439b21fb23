#include "bayes/layers/dropout/dropout_affine.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/dropout/monte_carlo_dropout.h"
#include "bayes/layers/operators/affine_map.h"

namespace bayes {

template <class Options>
DropoutAffine<Options>::DropoutAffine(const Options& options, const DropoutOptions& dropout)
    : options(options), dropout(dropout) {
  const std::string name = "Dropout" + AffineMap<Options>::name(options);
  AffineMap<Options>::require(options, name);
  require_dropout(dropout, name.c_str());
  reset();
}

template <class Options>
void DropoutAffine<Options>::reset() {
  const auto sizes = AffineMap<Options>::weight_sizes(options);
  const double bound = initial_bound(sizes);
  weight = this->register_parameter("weight", torch::empty(sizes).uniform_(-bound, bound));
  if (!options.bias()) return;
  const auto outputs = AffineMap<Options>::outputs(options);
  bias = this->register_parameter("bias", torch::empty({outputs}).uniform_(-bound, bound));
}

template <class Options>
void DropoutAffine<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::Dropout" << AffineMap<Options>::name(options) << "(";
  AffineMap<Options>::print(stream, options);
  stream << ", ";
  print_dropout(stream, dropout);
  if (is_convolution<Options> && dropout.unit == DropoutUnit::kChannel) stream << ", unit=channel";
  stream << ")";
}

template <class Options>
torch::Tensor DropoutAffine<Options>::forward(const torch::Tensor& input) {
  using Map = AffineMap<Options>;
  return Map::over_batch(options, input, "Dropout", [&](const torch::Tensor& x) {
    if (dropout.dropout_rate == 0.0) {
      return SharedPrefix::remember(this, x, [&] { return Map::apply(options, x, weight, bias); });
    }
    return Map::apply(options, monte_carlo_dropout(x, dropout), drop_weights(weight, dropout), bias);
  });
}

template <class Options>
std::vector<WeightMoments> DropoutAffine<Options>::moments() const {
  std::vector<WeightMoments> moments{dropped_moments("weight", weight, dropout.dropout_rate)};
  // A bias has no input that could be dropped.
  if (options.bias()) moments.push_back(dropped_moments("bias", bias, /*dropout_rate=*/0.0));
  return moments;
}

template <class Options>
std::vector<WeightNoise> DropoutAffine<Options>::acting_noise() const {
  std::vector<WeightNoise> noise{weight_noise(dropout)};
  if (options.bias()) noise.emplace_back();
  return noise;
}

template class DropoutAffine<torch::nn::LinearOptions>;
template class DropoutAffine<torch::nn::Conv1dOptions>;
template class DropoutAffine<torch::nn::Conv2dOptions>;
template class DropoutAffine<torch::nn::Conv3dOptions>;
template class DropoutAffine<torch::nn::ConvTranspose1dOptions>;
template class DropoutAffine<torch::nn::ConvTranspose2dOptions>;
template class DropoutAffine<torch::nn::ConvTranspose3dOptions>;

}  // namespace bayes
