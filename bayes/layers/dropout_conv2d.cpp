#include "bayes/layers/dropout_conv2d.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/convolution.h"
#include "bayes/layers/monte_carlo_dropout.h"

namespace bayes {

DropoutConv2dImpl::DropoutConv2dImpl(const torch::nn::Conv2dOptions& conv, const DropoutOptions& dropout)
    : conv(conv), dropout(dropout) {
  require_convolution(conv, "DropoutConv2d");
  require_dropout(dropout, "DropoutConv2d");
  reset();
}

void DropoutConv2dImpl::reset() {
  const auto sizes = kernel_sizes(conv);
  const double bound = initial_bound(sizes);
  weight = register_parameter("weight", torch::empty(sizes).uniform_(-bound, bound));
  if (conv.bias())
    bias = register_parameter("bias", torch::empty({conv.out_channels()}).uniform_(-bound, bound));
}

void DropoutConv2dImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::DropoutConv2d(";
  print_convolution(stream, conv);
  stream << ", dropout_rate=" << dropout.dropout_rate;
  if (dropout.unit == DropoutUnit::kChannel) stream << ", unit=channel";
  stream << ")";
}

torch::Tensor DropoutConv2dImpl::forward(const torch::Tensor& input) {
  require_images(conv, input, "DropoutConv2d");
  if (dropout.dropout_rate == 0.0) {
    return SharedPrefix::remember(this, input, [&] { return convolve(conv, input, weight, bias); });
  }
  return convolve(conv, monte_carlo_dropout(input, dropout), weight, bias);
}

std::vector<WeightMoments> DropoutConv2dImpl::moments() const {
  std::vector<WeightMoments> moments{dropped_moments("weight", weight, dropout.dropout_rate)};
  // A bias has no input that could be dropped.
  if (conv.bias()) moments.push_back(dropped_moments("bias", bias, /*dropout_rate=*/0.0));
  return moments;
}

}  // namespace bayes
