#include "bayes/inference/sample_predictive.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "bayes/core/error.h"

namespace bayes {

Predictive sample_predictive(const SampleLogits& sample_logits, const torch::Tensor& images,
                             std::int64_t draws, const Draw::Key& key, ThreadPool& pool, std::int64_t chunk) {
  const std::int64_t examples = images.dim() == 0 ? 0 : images.size(0);
  if (draws < 1 || examples < 1 || chunk < 1) {
    throw Error(std::to_string(draws) + " draws of " + std::to_string(examples) + " images in chunks of " +
                    std::to_string(chunk),
                "sample_predictive", "give at least one of each");
  }
  const std::int64_t chunks = (examples + chunk - 1) / chunk;
  std::vector<torch::Tensor> parts(draws * chunks);
  pool.run(draws * chunks, [&](std::int64_t job) {
    const c10::InferenceMode inference_mode;
    Draw::Key of_draw = key;
    of_draw.sample = static_cast<std::uint32_t>(job / chunks);
    const std::int64_t first = (job % chunks) * chunk;
    const auto some = images.narrow(0, first, std::min(chunk, examples - first));
    parts[job] = torch::log_softmax(sample_logits(some, of_draw, first), /*dim=*/1);
  });
  const c10::InferenceMode inference_mode;
  const auto joined = torch::cat(parts);  // [S * N, C], since jobs are ordered by draw, then chunk
  // A plain tensor, not an inference one: what comes out may be used in autograd.
  torch::Tensor plain;
  {
    const c10::InferenceMode normal_mode(false);
    plain = torch::empty({draws, examples, joined.size(1)}, joined.options());
  }
  plain.view_as(joined).copy_(joined);
  return Predictive(plain);
}

}  // namespace bayes
