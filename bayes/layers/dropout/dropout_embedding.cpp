#include "bayes/layers/dropout/dropout_embedding.h"

#include "bayes/layers/dropout/monte_carlo_dropout.h"
#include "bayes/layers/operators/embedding.h"

namespace bayes {

DropoutEmbeddingImpl::DropoutEmbeddingImpl(const torch::nn::EmbeddingOptions& embedding,
                                           const DropoutOptions& dropout)
    : embedding(embedding), dropout(dropout) {
  require_embedding(embedding, "DropoutEmbedding");
  require_dropout(dropout, "DropoutEmbedding");
  reset();
}

void DropoutEmbeddingImpl::reset() {
  weight =
      register_parameter("weight", torch::empty({embedding.num_embeddings(), embedding.embedding_dim()}));
  start_embedding(embedding, weight);
}

void DropoutEmbeddingImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::DropoutEmbedding(";
  print_embedding(stream, embedding);
  stream << ", ";
  print_dropout(stream, dropout);
  stream << ")";
}

torch::Tensor DropoutEmbeddingImpl::forward(const torch::Tensor& indices) {
  require_indices(indices, "DropoutEmbedding");
  const auto rows = look_up(embedding, drop_weights(weight, dropout), indices);
  if (!drops_inputs(dropout)) return rows;
  const auto words = dropout_factors({indices.size(0), embedding.num_embeddings()}, dropout,
                                     rows.options().requires_grad(false));
  return rows * words.gather(1, indices.unsqueeze(-1).flatten(1)).view(indices.sizes()).unsqueeze(-1);
}

std::vector<WeightMoments> DropoutEmbeddingImpl::moments() const {
  return {dropped_moments("weight", weight, dropout.dropout_rate)};
}

std::vector<WeightNoise> DropoutEmbeddingImpl::acting_noise() const { return {weight_noise(dropout)}; }

}  // namespace bayes
