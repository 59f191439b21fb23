#pragma once

#include <torch/nn/options/embedding.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

#include "bayes/core/cloneable.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Table of word vectors that are drawn from a Gaussian posterior, anew in each call.
///
/// Takes the options of `torch::nn::Embedding`, less max_norm, scale_grad_by_freq, sparse and _weight.
///   input   [N, …], int64, each in [0, num_embeddings)
///   output  [N, …, embedding_dim]; zeros for padding_idx
/// - Weight sampling: one table for the whole batch.
/// - Local reparameterisation: N(mu, sigma^2) of the word, by itself for each place: right in mean and
///   variance, without the covariance of a word with itself at another place of the same example.
/// - Flipout: one table, whose perturbation flips its sign per example and dimension. A word is an input of
///   1, so that the signs of the inputs that Wen et al. 2018 have beside those of the outputs do nothing.
///
/// The KL of the whole table goes to the `Draw` in scope, as that of `VariationalLinear`. Throws `Error`
/// where the input is not int64. Source: as `VariationalLinear`, of inputs that are one-hot.
class VariationalEmbeddingImpl : public Cloneable<VariationalEmbeddingImpl> {
 public:
  VariationalEmbeddingImpl(std::int64_t num_embeddings, std::int64_t embedding_dim)
      : VariationalEmbeddingImpl(torch::nn::EmbeddingOptions(num_embeddings, embedding_dim)) {}
  explicit VariationalEmbeddingImpl(const torch::nn::EmbeddingOptions& embedding,
                                    const VariationalOptions& variational = {},
                                    const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  /// Starts mu as LibTorch starts the plain layer, N(0, 1), sigma at `initial_sigma`.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& indices);

  torch::nn::EmbeddingOptions embedding;
  VariationalOptions variational;
  MeanFieldGaussian weight{nullptr};  // [num_embeddings, embedding_dim]

 private:
  std::shared_ptr<const Prior> prior_;  // what the posterior copies
};
TORCH_MODULE(VariationalEmbedding);

}  // namespace bayes
