#include "bayes/engine/fused_step.h"

#include <torch/autograd.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/gradient_places.h"
#include "bayes/core/images_innermost.h"
#include "bayes/engine/fused_update.h"
#include "bayes/kernels/elementwise/gather_images.h"
#include "bayes/kernels/update/optimizer_update.h"

namespace bayes {
namespace {

// What layers see on one shard: the weights that were drawn in the last update.
class GivenWeights : public WeightSource {
 public:
  GivenWeights(const FusedUpdate& update,
               const std::unordered_map<const WeightPosterior*, std::size_t>& places, std::int64_t slot)
      : update_(update), places_(places), slot_(slot) {}

  torch::Tensor provide(const WeightPosterior& posterior, WeightForm form) override {
    const auto place = places_.find(&posterior);
    if (place == places_.end() || update_.weights()[place->second].form != form) return {};
    take_noise_place(posterior, form);
    return update_.given(place->second, slot_);
  }

 private:
  const FusedUpdate& update_;
  const std::unordered_map<const WeightPosterior*, std::size_t>& places_;
  std::int64_t slot_;
};

bool is_finite(const BatchLoss& sums) { return std::isfinite(sums.nll) && std::isfinite(sums.loss); }

class FusedStep : public TrainingStep {
 public:
  FusedStep(Network& network, const Prior& point_prior, const Likelihood& likelihood,
            const NamedParameters& parameters, std::vector<TrainedWeight> weights,
            BlockwiseOptimizer& optimizer, const StepOptions& options, ThreadPool& pool)
      : network_(network),
        point_prior_(point_prior),
        parameters_(parameters),
        optimizer_(optimizer),
        sharding_(options.sharding),
        likelihood_(likelihood),
        pool_(pool),
        update_(std::move(weights), optimizer, sharding_, options.clip_norm, pool_),
        shard_(sharding_.slots()) {
    for (std::size_t i = 0; i < update_.weights().size(); ++i) {
      const auto& weight = update_.weights()[i];
      if (!weight.is_point()) places_[weight.posterior] = i;
    }
    for (std::int64_t slot = 0; slot < sharding_.slots(); ++slot) collect_leaves(slot);
  }

  BatchLoss run(const Examples& data, const torch::Tensor& examples, const StepSettings& settings) override {
    const std::int64_t batch = examples.size(0);
    const std::int64_t jobs = sharding_.jobs(batch);
    update_.draw(settings.key);
    pool_.run(jobs, [&](std::int64_t i) {
      const auto job = sharding_.job(i, batch);
      run_job(job, data, examples.narrow(0, job.begin, job.end - job.begin), batch, settings.key);
    });
    BatchLoss result;
    const auto draws = static_cast<double>(sharding_.draws);
    for (std::int64_t i = 0; i < jobs; ++i) {
      const Shard& shard = shard_[sharding_.job(i, batch).slot];
      for (const auto& change : shard.buffer_changes) change();
      if (!is_finite(shard.result)) throw_diverged("the training loss", settings.key);
      result.nll += shard.result.nll / draws;
      result.loss += shard.result.loss / draws;
      result.score += shard.result.score / draws;
    }
    for (std::int64_t i = 0; i < jobs; ++i) {
      const Shard& shard = shard_[sharding_.job(i, batch).slot];
      if (!shard.not_finite.empty()) {
        throw_diverged("the gradient of \"" + shard.not_finite + "\"", settings.key);
      }
    }
    if (!update_.run(settings, batch)) {
      require_finite(parameters_, optimizer_, settings.key);
      finite_complexity(network_, point_prior_, settings.key);
    }
    return result;
  }

 private:
  struct Leaf {
    torch::Tensor tensor;    // what autograd differentiates with respect to
    torch::Tensor gradient;  // where that goes
    OwedGradient* owed;      // or in factors; null where that is not wanted
    std::string name;
  };
  struct Shard {
    std::vector<Leaf> leaves;
    std::vector<torch::Tensor> inputs;  // the leaves' tensors
    torch::Tensor gathered;             // [values, examples], reused from step to step
    BatchLoss result;
    BufferChanges::List buffer_changes;
    std::string not_finite;  // the first weight whose gradient is not
  };

  void collect_leaves(std::int64_t slot) {
    auto& leaves = shard_[slot].leaves;
    for (std::size_t i = 0; i < update_.weights().size(); ++i) {
      const auto& weight = update_.weights()[i];
      const auto add = [&](const torch::Tensor& leaf, ShardGradients& gradients) {
        leaves.push_back({leaf, gradients.place(slot), gradients.owed(slot), weight.name});
      };
      if (weight.shows_mean()) add(weight.mean, update_.mean_gradients(i));
      if (!weight.is_point()) add(update_.given(i, slot), update_.given_gradients(i));
    }
    for (const auto& leaf : leaves) shard_[slot].inputs.push_back(leaf.tensor);
  }

  torch::Tensor gather(Shard& shard, const torch::Tensor& inputs, const torch::Tensor& examples) const {
    const std::int64_t count = examples.size(0), values = inputs.numel() / inputs.size(0);
    if (!shard.gathered.defined() || shard.gathered.numel() < count * values)
      shard.gathered = torch::empty({count * values});
    kernels::gather_images(inputs.data_ptr<float>(), values, examples.data_ptr<std::int64_t>(), count,
                           shard.gathered.data_ptr<float>());
    auto sizes = inputs.sizes().vec();
    sizes[0] = count;
    return shard.gathered.as_strided(sizes, innermost_strides(sizes));
  }

  void run_job(const Sharding::Job& job, const Examples& data, const torch::Tensor& examples,
               std::int64_t batch, const Draw::Key& key) {
    Shard& shard = shard_[job.slot];
    const Draw draw(sharding_.key_of(key, job.draw), examples, Draw::Kl::kSkip);
    const GivenWeights given(update_, places_, job.slot);
    BufferChanges changes;
    GradientPlaces places;
    for (const auto& leaf : shard.leaves) {
      if (leaf.owed != nullptr) *leaf.owed = {};
      places.add(leaf.tensor, leaf.gradient, leaf.owed);
    }

    const auto targets = data.targets.index_select(0, examples);
    auto logits = network_.forward(gather(shard, data.inputs, examples));
    shard.buffer_changes = changes.take();
    if (!logits.is_non_overlapping_and_dense()) logits = logits.contiguous();
    auto of_logits = torch::empty_strided(logits.sizes(), logits.strides());
    shard.result = likelihood_.loss_gradient(logits, targets,
                                             1.0 / static_cast<double>(batch * sharding_.draws), of_logits);
    shard.not_finite.clear();
    if (!is_finite(shard.result)) return;
    const auto gradients = torch::autograd::grad({logits}, shard.inputs, {of_logits}, /*retain_graph=*/false,
                                                 /*create_graph=*/false, /*allow_unused=*/true);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      const bool is_finite = settle(shard.leaves[i], gradients[i], places.is_claimed(i));
      if (shard.not_finite.empty() && !is_finite) shard.not_finite = shard.leaves[i].name;
    }
  }

  // Brings what came by autograd to where the kernels of the layers left theirs; whether all is finite.
  static bool settle(const Leaf& leaf, const torch::Tensor& gradient, bool claimed) {
    torch::Tensor place = leaf.gradient;
    if (leaf.owed != nullptr && leaf.owed->is_owed()) {
      if (!gradient.defined() && leaf.owed->is_surely_finite()) return true;
      leaf.owed->pay(place);
    }
    if (claimed) {
      if (gradient.defined()) place.add_(gradient);
    } else if (gradient.defined()) {
      place.copy_(gradient);
    } else {
      place.zero_();
    }
    return kernels::all_finite(place.data_ptr<float>(), place.numel());
  }

  Network& network_;
  const Prior& point_prior_;
  NamedParameters parameters_;
  const Optimizer& optimizer_;
  Sharding sharding_;
  const Likelihood& likelihood_;
  ThreadPool& pool_;
  FusedUpdate update_;
  std::unordered_map<const WeightPosterior*, std::size_t> places_;
  std::vector<Shard> shard_;  // by slot
};

}  // namespace

std::unique_ptr<TrainingStep> fused_step(Network& network, const Prior& point_prior,
                                         const Likelihood& likelihood, const NamedParameters& parameters,
                                         Optimizer& optimizer, const StepOptions& options,
                                         const Examples& data, ThreadPool& pool, std::uint64_t seed) {
  const auto& inputs = data.inputs;
  auto* blockwise = dynamic_cast<BlockwiseOptimizer*>(&optimizer);
  if (blockwise == nullptr) return nullptr;
  if (options.sharding.slots() > ShardGradients::kMostSlots) return nullptr;
  if (!inputs.is_cpu() || inputs.scalar_type() != torch::kFloat32 || !inputs.is_contiguous()) return nullptr;
  auto weights = trained_weights(network, point_prior, parameters, inputs.narrow(0, 0, 1), seed);
  if (!weights) return nullptr;
  // Free bits take the KL's value, which only the generic step has where it is estimated.
  const torch::NoGradGuard no_grad;
  const bool has_floor = options.free_nats > 0.0;
  for (const auto& weight : *weights) {
    if (!has_floor || weight.is_point()) continue;
    if (!weight.prior->kl_from_gaussian(weight.mean, torch::softplus(weight.rho))) return nullptr;
  }
  return std::make_unique<FusedStep>(network, point_prior, likelihood, parameters, std::move(*weights),
                                     *blockwise, options, pool);
}

}  // namespace bayes
