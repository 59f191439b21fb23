#include "bayes/prediction/sample_predictive.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "bayes/core/content_keys.h"
#include "bayes/core/error.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/shared_prefix.h"
#include "bayes/posteriors/drawn_once.h"

namespace bayes {
namespace {

// Laid out once for all draws as the library's layers like it.
std::vector<KeyedImages> chunks_of(const KeyedImages& all, std::int64_t chunk, ThreadPool& pool) {
  const std::int64_t count = all.images.size(0);
  std::vector<KeyedImages> chunks((count + chunk - 1) / chunk);
  pool.run(static_cast<std::int64_t>(chunks.size()), [&](std::int64_t i) {
    const std::int64_t first = i * chunk, length = std::min(chunk, count - first);
    const auto some = all.images.narrow(0, first, length);
    chunks[i] = {some.is_cpu() ? images_innermost(some) : some, all.examples.narrow(0, first, length)};
  });
  return chunks;
}

// Chunks of which what draws share is kept at a time, so that a draw of the weights serves as many.
constexpr std::int64_t kSharingChunks = 4;

bool shares_prefix(const SampleLogits& sample_logits, const KeyedImages& all, Draw::Key key,
                   ThreadPool& pool) {
  const KeyedImages first{all.images.narrow(0, 0, 1), all.examples.narrow(0, 0, 1)};
  const auto one = chunks_of(first, 1, pool).front();
  const SharedPrefix prefix(one.images);
  for (key.sample = 0; key.sample < 2; ++key.sample) sample_logits(one.images, key, one.examples);
  return prefix.was_used();
}

void require_keys(const KeyedImages& all, std::int64_t count) {
  if (all.examples.defined() && all.examples.dim() == 1 && all.examples.size(0) == count) return;
  throw Error("there are not as many keys of noise as " + std::to_string(count) + " images",
              "sample_predictive", "give one for each image: keyed_by_content, or keyed_by_place");
}

// Outputs as `finish` makes them of those of the network, in the job that computes them.
template <class Finish>
torch::Tensor sample(const SampleLogits& sample_logits, const KeyedImages& images, std::int64_t draws,
                     const Draw::Key& key, ThreadPool& pool, std::int64_t chunk, const Finish& finish) {
  const std::int64_t examples = images.images.dim() == 0 ? 0 : images.images.size(0);
  if (draws < 1 || examples < 1 || chunk < 1) {
    throw Error(std::to_string(draws) + " draws of " + std::to_string(examples) + " images in chunks of " +
                    std::to_string(chunk),
                "sample_predictive", "give at least one of each");
  }
  require_keys(images, examples);
  // Without gradients, but not in inference mode, in which tensors do not count their changes.
  const c10::InferenceMode normal_mode(false);
  const torch::NoGradGuard no_grad;
  const auto chunks = chunks_of(images, chunk, pool);
  const auto count = static_cast<std::int64_t>(chunks.size());
  std::vector<torch::Tensor> parts(draws * count);
  const auto predict = [&](std::int64_t draw, std::int64_t i) {
    Draw::Key of_draw = key;
    of_draw.sample = static_cast<std::uint32_t>(draw);
    parts[draw * count + i] = finish(sample_logits(chunks[i].images, of_draw, chunks[i].examples));
  };
  if (draws > 1 && shares_prefix(sample_logits, images, key, pool)) {
    const std::int64_t jobs = std::max((count + kSharingChunks - 1) / kSharingChunks,
                                       std::min<std::int64_t>(count, 4 * pool.threads()));
    pool.run(jobs, [&](std::int64_t job) {
      const c10::InferenceMode normal_mode_here(false);
      const torch::NoGradGuard no_grad_here;
      const std::int64_t begin = count * job / jobs, end = count * (job + 1) / jobs;
      std::vector<torch::Tensor> shared;
      for (std::int64_t i = begin; i < end; ++i) shared.push_back(chunks[i].images);
      const SharedPrefix prefix(shared);
      for (std::int64_t draw = 0; draw < draws; ++draw) {
        DrawnOnce weights;
        for (std::int64_t i = begin; i < end; ++i) predict(draw, i);
      }
    });
  } else {
    // All images of a draw by one job, unless that would leave threads idle.
    const std::int64_t jobs_per_draw = draws >= 2 * pool.threads() ? 1 : count;
    pool.run(draws * jobs_per_draw, [&](std::int64_t job) {
      const c10::InferenceMode normal_mode_here(false);
      const torch::NoGradGuard no_grad_here;
      DrawnOnce weights;
      const std::int64_t part = job % jobs_per_draw;
      for (std::int64_t i = count * part / jobs_per_draw; i < count * (part + 1) / jobs_per_draw; ++i) {
        predict(job / jobs_per_draw, i);
      }
    });
  }
  const auto joined = torch::cat(parts);  // [S * N, …], ordered by draw, then chunk
  auto sizes = joined.sizes().vec();
  sizes[0] = examples;
  sizes.insert(sizes.begin(), draws);
  return joined.reshape(sizes);
}

}  // namespace

KeyedImages keyed_by_content(const torch::Tensor& images) { return {images, content_keys(images)}; }

KeyedImages keyed_by_place(const torch::Tensor& images) {
  return {images, torch::arange(images.dim() == 0 ? 0 : images.size(0), torch::kInt64)};
}

CategoricalPredictive sample_predictive(const SampleLogits& sample_logits, const KeyedImages& images,
                                        std::int64_t draws, const Draw::Key& key, ThreadPool& pool,
                                        std::int64_t chunk) {
  return CategoricalPredictive(
      sample(sample_logits, images, draws, key, pool, chunk,
             [](const torch::Tensor& logits) { return torch::log_softmax(logits, /*dim=*/1); }));
}

std::unique_ptr<Predictive> sample_predictive(const Likelihood& likelihood, const SampleLogits& network,
                                              const KeyedImages& inputs, std::int64_t draws,
                                              const Draw::Key& key, ThreadPool& pool, std::int64_t chunk) {
  return likelihood.predictive(
      sample(network, inputs, draws, key, pool, chunk,
             [&](const torch::Tensor& outputs) { return likelihood.distribution(outputs); }));
}

torch::Tensor sample_outputs(const SampleLogits& network, const KeyedImages& inputs, std::int64_t draws,
                             const Draw::Key& key, ThreadPool& pool, std::int64_t chunk) {
  return sample(network, inputs, draws, key, pool, chunk, [](const torch::Tensor& output) { return output; });
}

}  // namespace bayes
