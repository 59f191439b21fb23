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

/// Images that are computed at once: enough to fill vectors and matrices, few enough to stay in the cache.
constexpr std::int64_t kPredictionChunk = 128;

/// The predictive of `draws` posterior draws for images [N, …]. Draws and chunks of `chunk` images are spread
/// over the pool; neither the chunk nor the number of threads changes a draw. Where draws have layers before
/// the first random one, these are computed once for all draws (see `SharedPrefix`), which two draws of one
/// image tell; else weights are drawn once for as many images as a thread has. Throws `Error` where draws, N
/// or chunk is less than 1.
Predictive sample_predictive(const SampleLogits& sample_logits, const torch::Tensor& images,
                             std::int64_t draws, const Draw::Key& key, ThreadPool& pool,
                             std::int64_t chunk = kPredictionChunk);

}  // namespace bayes
