#include "benchmarks/libtorch_classifier.h"

#include <c10/core/InferenceMode.h>

#include "bayes/runtime/environment.h"
#include "benchmarks/naive_bayes_by_backprop.h"
#include "benchmarks/plain_libtorch.h"
#include "benchmarks/rounds.h"

namespace benchmarks {

std::vector<LibTorchVariant> libtorch_variants(const Workload& workload, std::int64_t examples) {
  std::vector<std::pair<std::string, at::MemoryFormat>> formats{{"", at::MemoryFormat::Contiguous}};
  if (workload.hidden.empty()) formats.emplace_back("/channels_last", at::MemoryFormat::ChannelsLast);
  std::vector<LibTorchVariant> variants;
  for (const int threads : {1, 2}) {
    for (const auto& [suffix, format] : formats) {
      const std::string setting = "/threads_" + std::to_string(threads) + suffix;
      variants.push_back({"plain_libtorch" + setting, threads, plain_libtorch(workload, format)});
      variants.push_back({"naive_bayes_by_backprop" + setting, threads,
                          naive_bayes_by_backprop(workload, format, examples)});
    }
  }
  return variants;
}

double training_speed(const LibTorchVariant& variant, const bayes::Examples& data, std::int64_t batch_size,
                      double seconds) {
  bayes::set_intra_op_threads(variant.threads);
  const auto batches = torch::randperm(data.size(), torch::kInt64).split(batch_size);
  StepClock clock(seconds);
  std::size_t step = 0;
  do {
    const auto& examples = batches[step++ % batches.size()];
    variant.classifier->train_step(data.inputs.index_select(0, examples),
                                   data.targets.index_select(0, examples));
  } while (clock.goes_on());
  bayes::set_intra_op_threads(1);
  return clock.steps_per_second() * static_cast<double>(batch_size);
}

torch::Tensor predict(const LibTorchVariant& variant, const torch::Tensor& images, std::int64_t draws,
                      std::int64_t chunk) {
  bayes::set_intra_op_threads(variant.threads);
  const c10::InferenceMode inference_mode;
  std::vector<torch::Tensor> parts;
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    for (const auto& some : images.split(chunk)) {
      parts.push_back(torch::log_softmax(variant.classifier->logits(some), /*dim=*/1));
    }
  }
  const auto joined = torch::cat(parts);
  bayes::set_intra_op_threads(1);
  return joined.view({draws, images.size(0), joined.size(1)});
}

}  // namespace benchmarks
