#pragma once

#include <torch/nn/options/embedding.h>
#include <torch/types.h>

#include <iosfwd>
#include <type_traits>

namespace bayes {

template <class Options>
inline constexpr bool is_embedding = std::is_same_v<Options, torch::nn::EmbeddingOptions>;

/// The rows of `table` [num_embeddings, embedding_dim] that `indices` [N, …] (int64) name: [N, …,
/// embedding_dim]. Zeros where they name `padding_idx`.
torch::Tensor look_up(const torch::nn::EmbeddingOptions& options, const torch::Tensor& table,
                      const torch::Tensor& indices);

/// LibTorch's initial weights: standard normal, zeros for `padding_idx`.
void start_embedding(const torch::nn::EmbeddingOptions& options, torch::Tensor weight);

/// Throws `Error` where an option is set that has no meaning beside a prior: max_norm, scale_grad_by_freq,
/// sparse, or a weight (copy it into the layer's).
void require_embedding(const torch::nn::EmbeddingOptions& options, const char* layer);
/// Throws `Error` where indices are not int64 [N, …].
void require_indices(const torch::Tensor& indices, const char* layer);

/// "num_embeddings=10, embedding_dim=3, …" as LibTorch prints it.
void print_embedding(std::ostream& stream, const torch::nn::EmbeddingOptions& options);

}  // namespace bayes
