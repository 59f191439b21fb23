#pragma once

#include <torch/nn/options/embedding.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// Table of word vectors of which whole words are dropped at random, in train() and eval(): MC dropout. A
/// word that is dropped in an example is so at all its places; its vector is 0, those of the others are
/// scaled by 1 / (1 - rate).
///
/// Takes the options of `torch::nn::Embedding`, less max_norm, scale_grad_by_freq, sparse and _weight; the
/// parameter `weight` has its name. Draws num_embeddings decisions an example.
///   input   [N, …], int64, each in [0, num_embeddings)
///   output  [N, …, embedding_dim]; zeros for padding_idx
/// `DropoutOffGuard` gives the plain layer. Throws `Error` where the rate is not in [0, 1) or the input is
/// not int64. Source: Gal & Ghahramani 2016b (recurrent networks), section 4.2.
class DropoutEmbeddingImpl : public Cloneable<DropoutEmbeddingImpl, RandomWeights> {
 public:
  DropoutEmbeddingImpl(std::int64_t num_embeddings, std::int64_t embedding_dim)
      : DropoutEmbeddingImpl(torch::nn::EmbeddingOptions(num_embeddings, embedding_dim)) {}
  explicit DropoutEmbeddingImpl(const torch::nn::EmbeddingOptions& embedding,
                                const DropoutOptions& dropout = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& indices);
  std::vector<WeightMoments> moments() const override;
  std::vector<WeightNoise> acting_noise() const override;

  torch::nn::EmbeddingOptions embedding;
  DropoutOptions dropout;
  torch::Tensor weight;  // [num_embeddings, embedding_dim]
};
TORCH_MODULE(DropoutEmbedding);

}  // namespace bayes
