#include "bayes/layers/operators/embedding.h"

#include <ostream>

#include "bayes/core/error.h"

namespace bayes {

torch::Tensor look_up(const torch::nn::EmbeddingOptions& options, const torch::Tensor& table,
                      const torch::Tensor& indices) {
  const auto rows = torch::embedding(table, indices);
  const auto padding = options.padding_idx();
  return padding ? rows.masked_fill(indices.eq(*padding).unsqueeze(-1), 0.0) : rows;
}

void start_embedding(const torch::nn::EmbeddingOptions& options, torch::Tensor weight) {
  torch::NoGradGuard no_grad;
  weight.normal_();
  if (const auto padding = options.padding_idx()) weight[*padding].zero_();
}

void require_embedding(const torch::nn::EmbeddingOptions& options, const char* layer) {
  if (options.max_norm() || options.scale_grad_by_freq() || options.sparse() || options._weight().defined()) {
    throw Error("max_norm, scale_grad_by_freq, sparse or _weight is set", layer,
                "leave them out; start from known vectors by copying them into the layer's weight");
  }
  const auto padding = options.padding_idx();
  if (padding && (*padding < 0 || *padding >= options.num_embeddings())) {
    throw Error("padding_idx is " + std::to_string(*padding), layer,
                "choose one from 0 to " + std::to_string(options.num_embeddings() - 1));
  }
}

void require_indices(const torch::Tensor& indices, const char* layer) {
  if (indices.dim() >= 1 && indices.scalar_type() == torch::kInt64) return;
  throw Error(std::string("the input is ") + torch::toString(indices.scalar_type()) + " of " +
                  std::to_string(indices.dim()) + " dimensions",
              layer, "give int64 indices [N, ...]");
}

void print_embedding(std::ostream& stream, const torch::nn::EmbeddingOptions& options) {
  stream << "num_embeddings=" << options.num_embeddings() << ", embedding_dim=" << options.embedding_dim();
  if (const auto padding = options.padding_idx()) stream << ", padding_idx=" << *padding;
}

}  // namespace bayes
