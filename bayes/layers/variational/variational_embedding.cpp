#include "bayes/layers/variational/variational_embedding.h"

#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/layers/operators/embedding.h"
#include "bayes/layers/operators/local_noise.h"
#include "bayes/layers/variational/estimator.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

VariationalEmbeddingImpl::VariationalEmbeddingImpl(const torch::nn::EmbeddingOptions& embedding,
                                                   const VariationalOptions& variational,
                                                   const std::shared_ptr<const Prior>& prior)
    : embedding(embedding), variational(variational), prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  require_embedding(embedding, "VariationalEmbedding");
  require_mean_field(variational, "VariationalEmbedding");
  reset();
}

void VariationalEmbeddingImpl::reset() {
  const std::vector<std::int64_t> sizes{embedding.num_embeddings(), embedding.embedding_dim()};
  weight = register_module("weight", MeanFieldGaussian(sizes, variational.initial_sigma, prior_));
  reset_parameters();
}

void VariationalEmbeddingImpl::reset_parameters() {
  weight->reset_parameters(/*bound=*/0.0);
  start_embedding(embedding, weight->mu);
}

void VariationalEmbeddingImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::VariationalEmbedding(";
  print_embedding(stream, embedding);
  stream << ", estimator=" << estimator_name(variational.estimator) << ")";
}

torch::Tensor VariationalEmbeddingImpl::forward(const torch::Tensor& indices) {
  require_indices(indices, "VariationalEmbedding");
  const auto rows_of = [&](const torch::Tensor& table) { return look_up(embedding, table, indices); };
  if (PosteriorMeanGuard::active()) return rows_of(weight->mean());
  if (variational.estimator == Estimator::kWeightSampling) return rows_of(weight->draw());
  const auto mean = rows_of(weight->mean());
  const auto options = mean.options().requires_grad(false);
  if (variational.estimator == Estimator::kLocalReparameterisation) {
    weight->collect_kl();
    return with_local_noise(mean, rows_of(weight->variance()), example_normal(mean.sizes(), options));
  }
  std::vector<std::int64_t> per_dimension(mean.dim(), 1);
  per_dimension.front() = mean.size(0);
  per_dimension.back() = mean.size(-1);
  return torch::addcmul(mean, rows_of(weight->perturbation()), example_sign(per_dimension, options));
}

}  // namespace bayes
