#pragma once

#include <torch/types.h>

#include <functional>

#include "bayes/core/draw.h"
#include "bayes/engine/thread_pool.h"
#include "bayes/predictive/predictive.h"

namespace bayes {

/// Logits [N, C] of images [N, …] under draw `key.sample`; the images' places begin at `first_example`.
/// Called from several threads at once.
using SampleLogits = std::function<torch::Tensor(const torch::Tensor& images, const Draw::Key& key,
                                                 std::int64_t first_example)>;

/// What predictions share: the weights of a draw serve many images, what lies before the first random layer
/// serves many draws.
enum class PredictionOrder {
  kDrawByDraw,    ///< weights are random: drawn once for all images
  kChunkByChunk,  ///< masks are random: layers without them are computed once for all draws
};

/// Images that are computed at once: enough to fill vectors and matrices, few enough to stay in the cache.
constexpr std::int64_t kPredictionChunk = 128;

/// The predictive of `draws` posterior draws for images [N, …]. Draws and chunks of `chunk` images are spread
/// over the pool; neither the order, the chunk nor the number of threads changes a draw. Throws `Error` where
/// draws, N or chunk is less than 1.
Predictive sample_predictive(const SampleLogits& sample_logits, const torch::Tensor& images,
                             std::int64_t draws, const Draw::Key& key, ThreadPool& pool,
                             std::int64_t chunk = kPredictionChunk,
                             PredictionOrder order = PredictionOrder::kDrawByDraw);

}  // namespace bayes
