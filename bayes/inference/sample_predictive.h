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

/// The predictive of `draws` posterior draws for images [N, …]. Draws and chunks of `chunk` images are spread
/// over the pool; neither the chunk nor the number of threads changes a draw. Throws `Error` where draws, N
/// or chunk is less than 1.
Predictive sample_predictive(const SampleLogits& sample_logits, const torch::Tensor& images,
                             std::int64_t draws, const Draw::Key& key, ThreadPool& pool,
                             std::int64_t chunk = 500);

}  // namespace bayes
