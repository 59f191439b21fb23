#include "bayes/layers/variational_conv2d.h"

#include "bayes/layers/convolution.h"
#include "bayes/layers/estimator.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

VariationalConv2dImpl::VariationalConv2dImpl(const torch::nn::Conv2dOptions& conv,
                                             const VariationalOptions& variational,
                                             const std::shared_ptr<const Prior>& prior)
    : conv(conv), variational(variational), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  require_convolution(conv, "VariationalConv2d");
  reset();
}

void VariationalConv2dImpl::reset() {
  weight =
      register_module("weight", MeanFieldGaussian(kernel_sizes(conv), variational.initial_sigma, prior_));
  if (conv.bias()) {
    const std::vector<std::int64_t> bias_sizes{conv.out_channels()};
    bias = register_module("bias", MeanFieldGaussian(bias_sizes, variational.initial_sigma, prior_));
  }
  reset_parameters();
}

void VariationalConv2dImpl::reset_parameters() {
  const double bound = initial_bound(kernel_sizes(conv));
  weight->reset_parameters(bound);
  if (!bias.is_empty()) bias->reset_parameters(bound);
}

void VariationalConv2dImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::VariationalConv2d(";
  print_convolution(stream, conv);
  stream << ", estimator=" << estimator_name(variational.estimator) << ")";
}

torch::Tensor VariationalConv2dImpl::forward(const torch::Tensor& input) {
  require_images(conv, input, "VariationalConv2d");
  return draw_output(variational.estimator, input, weight, bias,
                     [this](const torch::Tensor& x, const torch::Tensor& kernel,
                            const torch::Tensor& offset) { return convolve(conv, x, kernel, offset); });
}

}  // namespace bayes
