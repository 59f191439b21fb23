#include "bayes/layers/dropout/concrete_dropout_affine.h"

#include "bayes/core/guards.h"
#include "bayes/layers/operators/affine_map.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

template <class Options>
ConcreteDropoutAffine<Options>::ConcreteDropoutAffine(const Options& options,
                                                      const ConcreteDropoutOptions& dropout,
                                                      const std::shared_ptr<const Prior>& prior)
    : options(options), dropout(dropout), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  AffineMap<Options>::require(options, "ConcreteDropout" + AffineMap<Options>::name(options));
  reset();
}

template <class Options>
void ConcreteDropoutAffine<Options>::reset() {
  using Map = AffineMap<Options>;
  const auto sizes = Map::weight_sizes(options);
  const double bound = initial_bound(sizes);
  weight = this->register_module(
      "weight", ConcreteDropoutWeight(sizes, Map::inputs(options), dropout, prior_, Map::kInputAxis));
  weight->reset_parameters(bound);
  if (!options.bias()) return;
  bias = this->register_module("bias", PointWeight(std::vector<std::int64_t>{Map::outputs(options)}, bound));
}

template <class Options>
void ConcreteDropoutAffine<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::ConcreteDropout" << AffineMap<Options>::name(options) << "(";
  AffineMap<Options>::print(stream, options);
  stream << ")";
}

template <class Options>
torch::Tensor ConcreteDropoutAffine<Options>::forward(const torch::Tensor& input) {
  using Map = AffineMap<Options>;
  const bool whole = DropoutOffGuard::active() || PosteriorMeanGuard::active();
  return Map::over_batch(options, input, "ConcreteDropout", [&](const torch::Tensor& x) {
    return Map::apply(options, whole ? x : x * weight->factors(x), weight->mean(),
                      bias.is_empty() ? torch::Tensor() : bias->value);
  });
}

template class ConcreteDropoutAffine<torch::nn::LinearOptions>;
template class ConcreteDropoutAffine<torch::nn::Conv1dOptions>;
template class ConcreteDropoutAffine<torch::nn::Conv2dOptions>;
template class ConcreteDropoutAffine<torch::nn::Conv3dOptions>;
template class ConcreteDropoutAffine<torch::nn::ConvTranspose1dOptions>;
template class ConcreteDropoutAffine<torch::nn::ConvTranspose2dOptions>;
template class ConcreteDropoutAffine<torch::nn::ConvTranspose3dOptions>;

}  // namespace bayes
