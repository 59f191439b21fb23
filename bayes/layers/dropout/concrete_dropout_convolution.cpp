#include "bayes/layers/dropout/concrete_dropout_convolution.h"

#include "bayes/core/guards.h"
#include "bayes/layers/operators/convolution.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

template <class Options>
ConcreteDropoutConvolution<Options>::ConcreteDropoutConvolution(const Options& conv,
                                                                const ConcreteDropoutOptions& dropout,
                                                                const std::shared_ptr<const Prior>& prior)
    : conv(conv), dropout(dropout), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  require_convolution(conv, "ConcreteDropout" + convolution_name(conv));
  reset();
}

template <class Options>
void ConcreteDropoutConvolution<Options>::reset() {
  const auto sizes = kernel_sizes(conv);
  const double bound = initial_bound(sizes);
  weight =
      this->register_module("weight", ConcreteDropoutWeight(sizes, conv.in_channels(), dropout, prior_,
                                                            /*input_axis=*/is_transposed<Options> ? 0 : 1));
  weight->reset_parameters(bound);
  if (!conv.bias()) return;
  bias = this->register_module("bias", PointWeight(std::vector<std::int64_t>{conv.out_channels()}, bound));
}

template <class Options>
void ConcreteDropoutConvolution<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::ConcreteDropout" << convolution_name(conv) << "(";
  print_convolution(stream, conv);
  stream << ")";
}

template <class Options>
torch::Tensor ConcreteDropoutConvolution<Options>::forward(const torch::Tensor& input) {
  require_images(conv, input, "ConcreteDropout");
  const bool whole = DropoutOffGuard::active() || PosteriorMeanGuard::active();
  return convolve(conv, whole ? input : input * weight->factors(input), weight->mean(),
                  bias.is_empty() ? torch::Tensor() : bias->value);
}

template class ConcreteDropoutConvolution<torch::nn::Conv1dOptions>;
template class ConcreteDropoutConvolution<torch::nn::Conv2dOptions>;
template class ConcreteDropoutConvolution<torch::nn::Conv3dOptions>;
template class ConcreteDropoutConvolution<torch::nn::ConvTranspose1dOptions>;
template class ConcreteDropoutConvolution<torch::nn::ConvTranspose2dOptions>;
template class ConcreteDropoutConvolution<torch::nn::ConvTranspose3dOptions>;

}  // namespace bayes
