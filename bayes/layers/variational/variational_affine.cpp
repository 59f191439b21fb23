#include "bayes/layers/variational/variational_affine.h"

#include "bayes/layers/operators/affine_map.h"
#include "bayes/layers/variational/estimator.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

template <class Options>
VariationalAffine<Options>::VariationalAffine(const Options& options, const VariationalOptions& variational,
                                              const std::shared_ptr<const Prior>& prior)
    : options(options), variational(variational), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  AffineMap<Options>::require(options, "Variational" + AffineMap<Options>::name(options));
  reset();
}

template <class Options>
void VariationalAffine<Options>::reset() {
  const auto posterior_over = [&](const std::vector<std::int64_t>& sizes) {
    return posterior_for(variational, sizes, prior_, "Variational" + AffineMap<Options>::name(options));
  };
  weight = this->register_module("weight", posterior_over(AffineMap<Options>::weight_sizes(options)));
  if (options.bias()) {
    bias = this->register_module("bias", posterior_over({AffineMap<Options>::outputs(options)}));
  }
  reset_parameters();
}

template <class Options>
void VariationalAffine<Options>::reset_parameters() {
  const double bound = initial_bound(AffineMap<Options>::weight_sizes(options));
  weight->reset_parameters(bound);
  if (!bias.is_empty()) bias->reset_parameters(bound);
}

template <class Options>
void VariationalAffine<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::Variational" << AffineMap<Options>::name(options) << "(";
  AffineMap<Options>::print(stream, options);
  stream << ", estimator=" << estimator_name(variational.estimator) << ")";
}

template <class Options>
torch::Tensor VariationalAffine<Options>::forward(const torch::Tensor& input) {
  return AffineMap<Options>::over_batch(options, input, "Variational", [&](const torch::Tensor& batch) {
    return draw_output(
        variational.estimator, batch, weight, bias,
        [this](const torch::Tensor& x, const torch::Tensor& drawn_weight, const torch::Tensor& drawn_bias) {
          return AffineMap<Options>::apply(options, x, drawn_weight, drawn_bias);
        },
        [this](const torch::Tensor& x, const GaussianWeights& weights) {
          return AffineMap<Options>::apply_locally(options, x, weights);
        });
  });
}

template class VariationalAffine<torch::nn::LinearOptions>;
template class VariationalAffine<torch::nn::Conv1dOptions>;
template class VariationalAffine<torch::nn::Conv2dOptions>;
template class VariationalAffine<torch::nn::Conv3dOptions>;
template class VariationalAffine<torch::nn::ConvTranspose1dOptions>;
template class VariationalAffine<torch::nn::ConvTranspose2dOptions>;
template class VariationalAffine<torch::nn::ConvTranspose3dOptions>;

}  // namespace bayes
