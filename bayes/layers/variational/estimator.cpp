#include "bayes/layers/variational/estimator.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/layers/operators/local_noise.h"

namespace bayes {
namespace {

torch::Tensor mean_of(const Posterior& bias) { return bias.is_empty() ? torch::Tensor() : bias->mean(); }

// [N, channels, 1, …]: one value per example and channel, constant over places.
std::vector<std::int64_t> per_channel(const torch::Tensor& tensor) {
  std::vector<std::int64_t> sizes(tensor.dim(), 1);
  sizes[0] = tensor.size(0);
  sizes[1] = tensor.size(1);
  return sizes;
}

torch::Tensor weight_sampling(const torch::Tensor& input, const Posterior& weight, const Posterior& bias,
                              const Affine& affine) {
  const auto drawn_weight = weight->draw();
  const auto drawn_bias = bias.is_empty() ? torch::Tensor() : bias->draw();
  return affine(input, drawn_weight, drawn_bias);
}

torch::Tensor local_reparameterisation(const torch::Tensor& input, const Posterior& weight,
                                       const Posterior& bias, const Affine& affine,
                                       const LocalAffine& local) {
  weight->collect_kl();
  const auto bias_variance = bias.is_empty() ? torch::Tensor() : bias->variance();
  if (!bias.is_empty()) bias->collect_kl();
  const GaussianWeights weights{weight->mean(), weight->variance(), mean_of(bias), bias_variance};
  if (local) {
    if (const auto output = local(input, weights); output.defined()) return output;
  }
  const auto mean = affine(input, weights.mean, weights.bias_mean);
  const auto variance = [&] {
    const DirectSumsGuard guard;  // or rounding could make it negative
    return affine(input.square(), weights.variance, weights.bias_variance);
  }();
  const auto noise = example_normal(mean.sizes(), mean.options().requires_grad(false), layout_of(mean));
  return with_local_noise(mean, variance, noise);
}

torch::Tensor flipout(const torch::Tensor& input, const Posterior& weight, const Posterior& bias,
                      const Affine& affine) {
  const auto mean = affine(input, weight->mean(), mean_of(bias));
  const auto options = mean.options().requires_grad(false);
  const auto sign_in = example_sign(per_channel(input), options, layout_of(input));
  const auto sign_out = example_sign(per_channel(mean), options, layout_of(mean));
  // A bias is a weight whose input is 1 in each example, so that its perturbation flips with the output
  // alone.
  const auto bias_perturbation = bias.is_empty() ? torch::Tensor() : bias->perturbation();
  const auto perturbation = affine(input * sign_in, weight->perturbation(), bias_perturbation);
  return torch::addcmul(mean, perturbation, sign_out);
}

}  // namespace

Posterior posterior_for(const VariationalOptions& options, const std::vector<std::int64_t>& sizes,
                        const std::shared_ptr<const Prior>& prior, const std::string& where) {
  const PosteriorOptions of_posterior{options.initial_sigma, options.rank, options.factor_sigma};
  auto posterior = options.posterior.make(of_posterior, sizes, prior);
  if (options.estimator != Estimator::kWeightSampling && !posterior->is_factorised()) {
    throw Error(std::string("the estimator ") + estimator_name(options.estimator) +
                    " takes weights to be independent Gaussians, which those of the posterior " +
                    options.posterior.name + " are not",
                where, "choose the estimator weight_sampling, or the posterior mean_field or tied");
  }
  return posterior;
}

void require_mean_field(const VariationalOptions& options, const std::string& where) {
  if (options.posterior == mean_field_posterior()) return;
  throw Error("there is no posterior " + options.posterior.name + " for this layer", where,
              "choose the posterior mean_field");
}

torch::Tensor draw_output(Estimator estimator, const torch::Tensor& input, const Posterior& weight,
                          const Posterior& bias, const Affine& affine, const LocalAffine& local) {
  if (PosteriorMeanGuard::active()) return affine(input, weight->mean(), mean_of(bias));
  switch (estimator) {
    case Estimator::kWeightSampling:
      return weight_sampling(input, weight, bias, affine);
    case Estimator::kLocalReparameterisation:
      return local_reparameterisation(input, weight, bias, affine, local);
    case Estimator::kFlipout:
      return flipout(input, weight, bias, affine);
  }
  return {};
}

}  // namespace bayes
