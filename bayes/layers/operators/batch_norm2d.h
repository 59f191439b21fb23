#pragma once

#include <torch/nn/options/batchnorm.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "bayes/core/cloneable.h"

namespace bayes {

/// Batch normalisation of images for this library's layers, with the options and the saved names of
/// `torch::nn::BatchNorm2d`. It is deterministic in every layer family.
///
/// In train() a batch is normalised by its own moments; where training splits batches into shards, each shard
/// counts as a batch ("ghost batches"), and running moments change in the order of shards, whatever the
/// number of threads. In eval() the running moments serve.
///   input, output  [N, features, height, width]
/// Throws `Error` where options ask for no weight or no running moments, where the input has other
/// dimensions, and where it has one value a channel in train().
/// Source: Ioffe & Szegedy 2015, algorithm 1; ghost batches: Hoffer et al. 2017, algorithm 1.
class BatchNorm2dImpl : public Cloneable<BatchNorm2dImpl> {
 public:
  explicit BatchNorm2dImpl(const torch::nn::BatchNorm2dOptions& options);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  torch::Tensor forward(const torch::Tensor& input);
  /// max(0, forward(input) + addend), as residual networks go on, in train() in one pass. The addend is of
  /// the input's shape, and may be undefined.
  torch::Tensor rectified(const torch::Tensor& input, const torch::Tensor& addend = {});
  /// The same, twice, for an output that goes on through a layer and beside it: where each is used once,
  /// their gradients are added up on the way through this layer instead of in a pass over memory. One memory.
  std::vector<torch::Tensor> rectified_twice(const torch::Tensor& input, const torch::Tensor& addend = {});

  torch::nn::BatchNorm2dOptions options;
  torch::Tensor weight, bias;               // [features]
  torch::Tensor running_mean, running_var;  // [features]; the variance is unbiased
  torch::Tensor num_batches_tracked;        // 0-dimensional, int64

 private:
  void require_images(const torch::Tensor& input) const;
  std::vector<torch::Tensor> by_batch(const torch::Tensor& input, const torch::Tensor& addend, bool rectified,
                                      std::int64_t uses);
  torch::Tensor by_running_moments(const torch::Tensor& input) const;
  void follow(const torch::Tensor& mean, const torch::Tensor& variance, std::int64_t values);
};
TORCH_MODULE(BatchNorm2d);

}  // namespace bayes
