#include "bayes/inference/sharded_gradient.h"

#include <ATen/Dispatch.h>
#include <torch/autograd.h>

#include <algorithm>
#include <cmath>

#include "bayes/inference/training_step.h"
#include "bayes/kernels/optimizer_update.h"
#include "bayes/posteriors/random_weights.h"

namespace bayes {
namespace {

// The part of a batch that shard `shard` of `shards` computes: sizes differ by one at most.
Batch part_of(const Batch& batch, std::int64_t shard, std::int64_t shards) {
  const std::int64_t size = batch.labels.size(0);
  const std::int64_t begin = size * shard / shards;
  const std::int64_t length = size * (shard + 1) / shards - begin;
  return {batch.images.narrow(0, begin, length), batch.labels.narrow(0, begin, length),
          batch.examples.narrow(0, begin, length)};
}

BatchGradient gradient_of_shard(Network& network, const Prior& prior,
                                const std::vector<torch::Tensor>& inputs, const Batch& part,
                                std::int64_t batch_size, bool carries_kl, double complexity_factor,
                                const Draw::Key& key) {
  BatchGradient result;
  Draw draw(key, part.examples, carries_kl ? Draw::Kl::kCollect : Draw::Kl::kSkip);
  BufferChanges changes;
  const auto logits = network.forward(part.images);
  result.buffer_changes = changes.take();
  const auto nll = torch::nll_loss(torch::log_softmax(logits, 1), part.labels, {}, at::Reduction::Sum);
  auto loss = nll / static_cast<double>(batch_size);
  if (carries_kl) {
    const auto complexity = draw.kl() + point_penalty(network, prior);
    loss = loss + complexity_factor * complexity;
    result.kl = complexity.item<double>();
  }
  result.loss = loss.item<double>();
  result.nll_sum = nll.item<double>();
  result.correct = logits.argmax(1).eq(part.labels).sum().item<std::int64_t>();
  if (std::isfinite(result.loss)) {
    result.gradients = torch::autograd::grad({loss}, inputs, /*grad_outputs=*/{}, /*retain_graph=*/false,
                                             /*create_graph=*/false, /*allow_unused=*/true);
  }
  return result;
}

// Adds the other shards' gradients to the first's; false where a value is not finite.
bool add_up(std::vector<BatchGradient>& shards, std::size_t parameter, const torch::Tensor& weight) {
  torch::Tensor& sum = shards[0].gradients[parameter];
  sum = sum.defined() ? sum.contiguous() : torch::zeros_like(weight);
  bool finite = true;
  AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "add_up", [&] {
    finite = kernels::all_finite(sum.data_ptr<scalar_t>(), sum.numel());
    for (std::size_t shard = 1; shard < shards.size(); ++shard) {
      const auto& more = shards[shard].gradients[parameter];
      if (!more.defined()) continue;
      const auto addend = more.contiguous();
      finite =
          kernels::accumulate_finite(sum.data_ptr<scalar_t>(), addend.data_ptr<scalar_t>(), sum.numel()) &&
          finite;
    }
  });
  return finite;
}

}  // namespace

BatchGradient sharded_gradient(Network& network, const Prior& prior, const NamedParameters& parameters,
                               const Batch& batch, const Sharding& sharding, double complexity_factor,
                               const Draw::Key& key, ThreadPool& pool) {
  std::vector<torch::Tensor> inputs;
  for (const auto& [name, parameter] : parameters) inputs.push_back(parameter);
  const std::int64_t batch_size = batch.labels.size(0);
  std::vector<BatchGradient> results(std::min(sharding.shards, batch_size));
  const auto count = static_cast<std::int64_t>(results.size());
  pool.run(count, [&](std::int64_t shard) {
    Draw::Key of_shard = key;
    if (sharding.draw_per_shard) of_shard.sample = static_cast<std::uint32_t>(shard);
    results[shard] = gradient_of_shard(network, prior, inputs, part_of(batch, shard, count), batch_size,
                                       /*carries_kl=*/shard == 0, complexity_factor, of_shard);
  });

  for (const auto& result : results) {
    for (const auto& change : result.buffer_changes) change();
  }
  BatchGradient& total = results[0];
  if (!std::isfinite(total.loss)) throw_diverged("the training loss", key);
  for (std::size_t shard = 1; shard < results.size(); ++shard) {
    total.loss += results[shard].loss;
    total.nll_sum += results[shard].nll_sum;
    total.correct += results[shard].correct;
    if (!std::isfinite(results[shard].loss)) throw_diverged("the training loss", key);
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!add_up(results, i, inputs[i]))
      throw_diverged("the gradient of \"" + parameters[i].first + "\"", key);
  }
  return std::move(total);
}

}  // namespace bayes
