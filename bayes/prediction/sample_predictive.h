#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>

#include "bayes/core/draw.h"
#include "bayes/likelihoods/likelihood.h"
#include "bayes/predictive/categorical_predictive.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// Logits [N, C] of images [N, …] under draw `key.sample`, with the noise of the examples whose keys are
/// `examples`, [N] int64: what `Draw` takes. Called from several threads at once.
using SampleLogits = std::function<torch::Tensor(const torch::Tensor& images, const Draw::Key& key,
                                                 const torch::Tensor& examples)>;

/// Images [N, …], and what the noise of each is keyed by: [N], int64, in [0, 2^32).
struct KeyedImages {
  torch::Tensor images;
  torch::Tensor examples;
};
/// By what each image holds: its prediction is the same at any place and among any others.
KeyedImages keyed_by_content(const torch::Tensor& images);
/// By the places of the images, from 0 on: no two share their noise, not even equal ones.
KeyedImages keyed_by_place(const torch::Tensor& images);

/// Images that are computed at once: enough to fill vectors and matrices, few enough to stay in the cache.
constexpr std::int64_t kPredictionChunk = 128;

/// The predictive of `draws` posterior draws for images [N, …]. Draws and chunks of `chunk` images are spread
/// over the pool; neither the chunk nor the number of threads changes a draw. Where draws have layers before
/// the first random one, these are computed once for all draws (see `SharedPrefix`), which two draws of one
/// image tell; else weights are drawn once for as many images as a thread has. Throws `Error` where draws, N
/// or chunk is less than 1, or there are not as many keys as images.
CategoricalPredictive sample_predictive(const SampleLogits& sample_logits, const KeyedImages& images,
                                        std::int64_t draws, const Draw::Key& key, ThreadPool& pool,
                                        std::int64_t chunk = kPredictionChunk);

/// The predictive of any likelihood, from the outputs that `network` gives under each draw. Throws as the
/// overload above, and as `Likelihood::predictive`.
std::unique_ptr<Predictive> sample_predictive(const Likelihood& likelihood, const SampleLogits& network,
                                              const KeyedImages& inputs, std::int64_t draws,
                                              const Draw::Key& key, ThreadPool& pool,
                                              std::int64_t chunk = kPredictionChunk);

/// The outputs themselves, [S, N, …], of any network and likelihood: what `sample_predictive` makes log
/// probabilities of. Throws as it does.
torch::Tensor sample_outputs(const SampleLogits& network, const KeyedImages& inputs, std::int64_t draws,
                             const Draw::Key& key, ThreadPool& pool, std::int64_t chunk = kPredictionChunk);

}  // namespace bayes
