#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bayes/training/training.h"
#include "benchmarks/workload.h"

namespace benchmarks {

/// A classifier with its training, written with LibTorch alone.
class LibTorchClassifier {
 public:
  virtual ~LibTorchClassifier() = default;
  /// One step of Adam on images [B, channels, height, width] and labels [B].
  virtual void train_step(const torch::Tensor& images, const torch::Tensor& labels) = 0;
  /// Logits [N, C]; of one draw of the weights, where they are random.
  virtual torch::Tensor logits(const torch::Tensor& images) = 0;
};

/// A classifier as one setting of LibTorch runs it: which is best, depends on network and machine.
struct LibTorchVariant {
  std::string name;  ///< "plain_libtorch/threads_1/channels_last"
  int threads;       ///< inside each operator
  std::shared_ptr<LibTorchClassifier> classifier;
};

/// Plain LibTorch and naive Bayes by Backprop, each with 1 and 2 intra-op threads and, where there are
/// convolutions, channels first or last. examples: N, the size of the training set.
std::vector<LibTorchVariant> libtorch_variants(const Workload& workload, std::int64_t examples);

/// Images per second of training on shuffled batches for so many seconds.
double training_speed(const LibTorchVariant& variant, const bayes::Examples& data, std::int64_t batch_size,
                      double seconds);

/// Log probabilities [S, N, C] of `draws` passes over images in chunks of so many.
torch::Tensor predict(const LibTorchVariant& variant, const torch::Tensor& images, std::int64_t draws,
                      std::int64_t chunk);

}  // namespace benchmarks
