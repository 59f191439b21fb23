#include "bayes/layers/variational/variational_convolution.h"

#include "bayes/layers/operators/convolution.h"
#include "bayes/layers/variational/estimator.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

template <class Options>
VariationalConvolution<Options>::VariationalConvolution(const Options& conv,
                                                        const VariationalOptions& variational,
                                                        const std::shared_ptr<const Prior>& prior)
    : conv(conv), variational(variational), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  require_convolution(conv, "Variational" + convolution_name(conv));
  reset();
}

template <class Options>
void VariationalConvolution<Options>::reset() {
  const std::string name = "Variational" + convolution_name(conv);
  weight = this->register_module("weight", posterior_for(variational, kernel_sizes(conv), prior_, name));
  if (conv.bias()) {
    const std::vector<std::int64_t> bias_sizes{conv.out_channels()};
    bias = this->register_module("bias", posterior_for(variational, bias_sizes, prior_, name));
  }
  reset_parameters();
}

template <class Options>
void VariationalConvolution<Options>::reset_parameters() {
  const double bound = initial_bound(kernel_sizes(conv));
  weight->reset_parameters(bound);
  if (!bias.is_empty()) bias->reset_parameters(bound);
}

template <class Options>
void VariationalConvolution<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::Variational" << convolution_name(conv) << "(";
  print_convolution(stream, conv);
  stream << ", estimator=" << estimator_name(variational.estimator) << ")";
}

template <class Options>
torch::Tensor VariationalConvolution<Options>::forward(const torch::Tensor& input) {
  require_images(conv, input, "Variational");
  return draw_output(
      variational.estimator, input, weight, bias,
      [this](const torch::Tensor& x, const torch::Tensor& kernel, const torch::Tensor& offset) {
        return convolve(conv, x, kernel, offset);
      },
      [this](const torch::Tensor& x, const GaussianWeights& weights) {
        return convolve_locally(conv, x, weights);
      });
}

template class VariationalConvolution<torch::nn::Conv1dOptions>;
template class VariationalConvolution<torch::nn::Conv2dOptions>;
template class VariationalConvolution<torch::nn::Conv3dOptions>;
template class VariationalConvolution<torch::nn::ConvTranspose1dOptions>;
template class VariationalConvolution<torch::nn::ConvTranspose2dOptions>;
template class VariationalConvolution<torch::nn::ConvTranspose3dOptions>;

}  // namespace bayes
