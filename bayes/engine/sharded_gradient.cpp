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
  return {batch.inputs.narrow(0, job.begin, length), batch.targets.narrow(0, job.begin, length),
          batch.examples.narrow(0, job.begin, length)};
}

// What a job adds to the objective, its gradient and its figures: each a share of 1 / draws of a pass over
// the batch.
BatchGradient gradient_of_job(Network& network, const Prior& prior, const Likelihood& likelihood,
                              const std::vector<torch::Tensor>& inputs, const Batch& part,
                              std::int64_t batch_size, const Sharding::Job& job, double draws,
                              const Objective& objective, const Draw::Key& key) {
  BatchGradient result;
  Draw draw(key, part.examples, job.is_first ? Draw::Kl::kCollect : Draw::Kl::kSkip);
  BufferChanges changes;
  const auto outputs = network.forward(part.inputs);
  result.buffer_changes = changes.take();
  const auto nll = likelihood.nll(outputs, part.targets);
  const auto summed = likelihood.loss(outputs, part.targets, nll).sum() / draws;
  auto loss = summed / static_cast<double>(batch_size);
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
  result.sums = {nll.sum().item<double>() / draws, summed.item<double>(),
                 likelihood.scores(outputs.detach(), part.targets).sum().item<double>() / draws};
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

BatchGradient sharded_gradient(Network& network, const Prior& prior, const Likelihood& likelihood,
                               const NamedParameters& parameters, const Batch& batch,
                               const Sharding& sharding, const Objective& objective, const Draw::Key& key,
                               ThreadPool& pool) {
  std::vector<torch::Tensor> inputs;
  for (const auto& [name, parameter] : parameters) inputs.push_back(parameter);
  const std::int64_t batch_size = batch.targets.size(0);
  std::vector<BatchGradient> results(sharding.jobs(batch_size));
  pool.run(static_cast<std::int64_t>(results.size()), [&](std::int64_t i) {
    const auto job = sharding.job(i, batch_size);
    results[i] =
        gradient_of_job(network, prior, likelihood, inputs, part_of(batch, job), batch_size, job,
                        static_cast<double>(sharding.draws), objective, sharding.key_of(key, job.draw));
  });

  for (const auto& result : results) {
    for (const auto& change : result.buffer_changes) change();
  }
  BatchGradient& total = results[0];
  if (!std::isfinite(total.loss)) {
    if (std::isfinite(total.sums.nll)) finite_complexity(network, prior, key);  // names the tensor
    throw_diverged("the training loss", key);
  }
  for (std::size_t shard = 1; shard < results.size(); ++shard) {
    total.loss += results[shard].loss;
    total.sums.nll += results[shard].sums.nll;
    total.sums.loss += results[shard].sums.loss;
    total.sums.score += results[shard].sums.score;
    total.kl += results[shard].kl;
    if (!std::isfinite(results[shard].loss)) throw_diverged("the training loss", key);
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!add_up(results, i, inputs[i]))
      throw_diverged("the gradient of \"" + parameters[i].first + "\"", key);
  }
  return std::move(total);
}

}  // namespace bayes
