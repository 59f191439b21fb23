#include "bayes/layers/dropout/dropout_convolution.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/dropout/monte_carlo_dropout.h"
#include "bayes/layers/operators/convolution.h"

namespace bayes {

template <class Options>
DropoutConvolution<Options>::DropoutConvolution(const Options& conv, const DropoutOptions& dropout)
    : conv(conv), dropout(dropout) {
  const std::string name = "Dropout" + convolution_name(conv);
  require_convolution(conv, name);
  require_dropout(dropout, name.c_str());
  reset();
}

template <class Options>
void DropoutConvolution<Options>::reset() {
  const auto sizes = kernel_sizes(conv);
  const double bound = initial_bound(sizes);
  weight = this->register_parameter("weight", torch::empty(sizes).uniform_(-bound, bound));
  if (conv.bias())
    bias = this->register_parameter("bias", torch::empty({conv.out_channels()}).uniform_(-bound, bound));
}

template <class Options>
void DropoutConvolution<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::Dropout" << convolution_name(conv) << "(";
  print_convolution(stream, conv);
  stream << ", ";
  print_dropout(stream, dropout);
  if (dropout.unit == DropoutUnit::kChannel) stream << ", unit=channel";
  stream << ")";
}

template <class Options>
torch::Tensor DropoutConvolution<Options>::forward(const torch::Tensor& input) {
  require_images(conv, input, "Dropout");
  if (dropout.dropout_rate == 0.0) {
    return SharedPrefix::remember(this, input, [&] { return convolve(conv, input, weight, bias); });
  }
  return convolve(conv, monte_carlo_dropout(input, dropout), drop_weights(weight, dropout), bias);
}

template <class Options>
std::vector<WeightMoments> DropoutConvolution<Options>::moments() const {
  std::vector<WeightMoments> moments{dropped_moments("weight", weight, dropout.dropout_rate)};
  // A bias has no input that could be dropped.
  if (conv.bias()) moments.push_back(dropped_moments("bias", bias, /*dropout_rate=*/0.0));
  return moments;
}

template <class Options>
std::vector<WeightNoise> DropoutConvolution<Options>::acting_noise() const {
  std::vector<WeightNoise> noise{weight_noise(dropout)};
  if (conv.bias()) noise.emplace_back();
  return noise;
}

template class DropoutConvolution<torch::nn::Conv1dOptions>;
template class DropoutConvolution<torch::nn::Conv2dOptions>;
template class DropoutConvolution<torch::nn::Conv3dOptions>;
template class DropoutConvolution<torch::nn::ConvTranspose1dOptions>;
template class DropoutConvolution<torch::nn::ConvTranspose2dOptions>;
template class DropoutConvolution<torch::nn::ConvTranspose3dOptions>;

}  // namespace bayes
