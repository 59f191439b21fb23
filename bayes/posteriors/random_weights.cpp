#include "bayes/posteriors/random_weights.h"

#include <functional>
#include <set>
#include <string>

#include "bayes/core/error.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {
namespace {

std::string join(const std::string& prefix, const std::string& name) {
  if (prefix.empty() || name.empty()) return prefix + name;
  return prefix + "." + name;
}

using OnRandom = std::function<void(const RandomWeights&, const std::string&)>;
using OnPoint = std::function<void(const torch::Tensor&, const std::string&)>;

void walk_below(const torch::nn::Module& module, const std::string& prefix, const OnRandom& on_random,
                const OnPoint& on_point, std::set<const torch::nn::Module*>& seen) {
  if (!seen.insert(&module).second) return;
  if (const auto* random = dynamic_cast<const RandomWeights*>(&module)) {
    on_random(*random, prefix);
    return;
  }
  for (const auto& parameter : module.named_parameters(/*recurse=*/false)) {
    if (parameter.value().defined()) on_point(parameter.value(), join(prefix, parameter.key()));
  }
  for (const auto& child : module.named_children()) {
    walk_below(*child.value(), join(prefix, child.key()), on_random, on_point, seen);
  }
}

// Calls `on_random` for modules with random weights and `on_point` for each parameter outside of them. A
// module that is registered at two places (tied weights) counts once, under its first name.
void walk(const torch::nn::Module& network, const OnRandom& on_random, const OnPoint& on_point) {
  std::set<const torch::nn::Module*> seen;
  walk_below(network, "", on_random, on_point, seen);
}

struct PrunableWeight {
  torch::Tensor weight;                  // for a posterior its mean
  WeightPosterior* posterior = nullptr;  // nullptr for a point
};

// In the order of `weight_moments`.
std::vector<PrunableWeight> prunable_weights(torch::nn::Module& network) {
  std::vector<PrunableWeight> all;
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        auto& writable = const_cast<RandomWeights&>(random);  // the network is ours to change; the walk reads
        if (auto* posterior = dynamic_cast<WeightPosterior*>(&writable)) {
          all.push_back({posterior->mean(), posterior});
          return;
        }
        for (const auto& weight : random.parameters()) all.push_back({weight, nullptr});
      },
      [&](const torch::Tensor& weight, const std::string&) {
        all.push_back({weight, nullptr});
      });
  return all;
}

}  // namespace

std::vector<WeightMoments> weight_moments(const torch::nn::Module& network, const Prior& point_prior) {
  torch::NoGradGuard no_grad;
  std::vector<WeightMoments> all;
  walk(
      network,
      [&](const RandomWeights& random, const std::string& prefix) {
        const bool knows_its_kl = dynamic_cast<const WeightPosterior*>(&random) != nullptr;
        for (auto& moments : random.moments()) {
          moments.name = join(prefix, moments.name);
          if (!knows_its_kl) {
            moments.kl = -point_prior.log_density(moments.mean).item<double>();
            moments.is_point = true;
          }
          all.push_back(std::move(moments));
        }
      },
      [&](const torch::Tensor& weight, const std::string& name) {
        const auto mean = weight.detach().clone();
        all.push_back({name, mean, torch::zeros_like(mean), -point_prior.log_density(mean).item<double>()});
        all.back().is_point = true;
      });
  return all;
}

torch::Tensor point_penalty(const torch::nn::Module& network, const Prior& point_prior) {
  torch::Tensor penalty = torch::zeros({});
  const auto add = [&](const torch::Tensor& weight) { penalty = penalty - point_prior.log_density(weight); };
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        if (dynamic_cast<const WeightPosterior*>(&random) != nullptr) return;
        for (const auto& weight : random.parameters()) add(weight);
      },
      [&](const torch::Tensor& weight, const std::string&) { add(weight); });
  return penalty;
}

torch::Tensor kl_divergence(const torch::nn::Module& network, double free_nats) {
  torch::Tensor sum = torch::zeros({});
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        const auto* posterior = dynamic_cast<const WeightPosterior*>(&random);
        if (posterior == nullptr) return;
        const double floor = free_nats * static_cast<double>(posterior->mean().numel());
        sum = sum + (free_nats > 0.0 ? posterior->kl().clamp_min(floor) : posterior->kl());
      },
      [](const torch::Tensor&, const std::string&) {});
  return sum;
}

void prune(torch::nn::Module& network, const std::vector<torch::Tensor>& masks) {
  torch::NoGradGuard no_grad;
  const auto all = prunable_weights(network);
  // All is checked before anything changes: a network is never half pruned.
  bool fits = all.size() == masks.size();
  for (std::size_t i = 0; fits && i < all.size(); ++i) fits = masks[i].sizes() == all[i].weight.sizes();
  if (!fits) {
    throw Error("the masks do not fit the network's weights", "prune",
                "make one mask for each of weight_moments");
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].posterior != nullptr) {
      all[i].posterior->prune(masks[i]);
    } else {
      torch::Tensor(all[i].weight).masked_fill_(masks[i], 0.0);
    }
  }
}

}  // namespace bayes
