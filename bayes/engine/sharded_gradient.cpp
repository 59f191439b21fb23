#include "bayes/engine/sharded_gradient.h"

#include <ATen/Dispatch.h>
#include <torch/autograd.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bayes/engine/training_step.h"
#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/posteriors/random_weights.h"

namespace bayes {
namespace {

Batch part_of(const Batch& batch, const Sharding::Job& job) {
  const std::int64_t length = job.end - job.begin;
  return {batch.images.narrow(0, job.begin, length), batch.labels.narrow(0, job.begin, length),
          batch.examples.narrow(0, job.begin, length)};
}

// The cross entropy with labels of which a share is spread over all classes, summed like `nll`.
torch::Tensor smoothed(const torch::Tensor& nll, const torch::Tensor& log_probabilities, double share) {
  if (share == 0.0) return nll;
  return (1.0 - share) * nll - share * log_probabilities.mean(/*dim=*/1).sum();
}

// What a job adds to the objective, its gradient and its figures: each a share of 1 / draws of a pass over
// the batch.
BatchGradient gradient_of_job(Network& network, const Prior& prior, const std::vector<torch::Tensor>& inputs,
                              const Batch& part, std::int64_t batch_size, const Sharding::Job& job,
                              double draws, const Objective& objective, const Draw::Key& key) {
  BatchGradient result;
  Draw draw(key, part.examples, job.is_first ? Draw::Kl::kCollect : Draw::Kl::kSkip);
  BufferChanges changes;
  const auto logits = network.forward(part.images);
  result.buffer_changes = changes.take();
  const auto log_probabilities = torch::log_softmax(logits, 1);
  const auto nll = torch::nll_loss(log_probabilities, part.labels, {}, at::Reduction::Sum);
  const auto cross_entropy = smoothed(nll, log_probabilities, objective.label_smoothing) / draws;
  auto loss = cross_entropy / static_cast<double>(batch_size);
  if (job.is_first) {
    const auto kl = draw.has_drawn() ? draw.kl(objective.free_nats) : torch::zeros({});
    auto complexity = (kl + point_penalty(network, prior)) / draws;
    if (objective.entropy_factor != 1.0) {
      complexity = complexity + (1.0 - objective.entropy_factor) / draws * entropy(network);
    }
    loss = loss + objective.complexity_factor * complexity;
    result.kl = complexity.item<double>();
  }
  result.loss = loss.item<double>();
  result.nll_sum = nll.item<double>() / draws;
  result.cross_entropy_sum = cross_entropy.item<double>();
  result.correct = logits.argmax(1).eq(part.labels).sum().item<double>() / draws;
  if (std::isfinite(result.loss)) {
    result.gradients = torch::autograd::grad({loss}, inputs, /*grad_outputs=*/{}, /*retain_graph=*/false,
                                             /*create_graph=*/false, /*allow_unused=*/true);
  }
  return result;
}

// Adds the other shards' gradients to the first's; false where a value is not finite.
bool add_up(std::vector<BatchGradient>& shards, std::size_t parameter, const torch::Tensor& weight) {
  torch::Tensor& sum = shards[0].gradients[parameter];
  // Autograd may give the same tensor to several parameters, which must not see each other's additions.
  sum = sum.defined() ? sum.clone(at::MemoryFormat::Contiguous) : torch::zeros_like(weight);
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
                               const Batch& batch, const Sharding& sharding, const Objective& objective,
                               const Draw::Key& key, ThreadPool& pool) {
  std::vector<torch::Tensor> inputs;
  for (const auto& [name, parameter] : parameters) inputs.push_back(parameter);
  const std::int64_t batch_size = batch.labels.size(0);
  std::vector<BatchGradient> results(sharding.jobs(batch_size));
  pool.run(static_cast<std::int64_t>(results.size()), [&](std::int64_t i) {
    const auto job = sharding.job(i, batch_size);
    results[i] =
        gradient_of_job(network, prior, inputs, part_of(batch, job), batch_size, job,
                        static_cast<double>(sharding.draws), objective, sharding.key_of(key, job.draw));
  });

  for (const auto& result : results) {
    for (const auto& change : result.buffer_changes) change();
  }
  BatchGradient& total = results[0];
  if (!std::isfinite(total.loss)) {
    if (std::isfinite(total.nll_sum)) finite_complexity(network, prior, key);  // names the tensor
    throw_diverged("the training loss", key);
  }
  for (std::size_t shard = 1; shard < results.size(); ++shard) {
    total.loss += results[shard].loss;
    total.nll_sum += results[shard].nll_sum;
    total.kl += results[shard].kl;
    total.cross_entropy_sum += results[shard].cross_entropy_sum;
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
