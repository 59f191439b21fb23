#include "bayes/posteriors/random_weights.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bayes {
namespace {

std::string join(const std::string& prefix, const std::string& name) {
  if (prefix.empty() || name.empty()) return prefix + name;
  return prefix + "." + name;
}

void add_held(torch::nn::Module& module, const std::string& name, std::set<const torch::nn::Module*>& seen,
              std::vector<HeldWeights>& all) {
  if (!seen.insert(&module).second) return;
  // The one cast that finds what a module is: LibTorch knows modules by their base alone.
  if (auto* random = dynamic_cast<RandomWeights*>(&module)) {
    all.push_back({name, random});
    return;
  }
  for (const auto& parameter : module.named_parameters(/*recurse=*/false)) {
    if (parameter.value().defined()) all.push_back({join(name, parameter.key()), nullptr, parameter.value()});
  }
  for (const auto& child : module.named_children()) {
    add_held(*child.value(), join(name, child.key()), seen, all);
  }
}

// The posteriors whose KL has no closed form, with their places in `weight_moments`.
std::vector<std::pair<std::size_t, const WeightPosterior*>> estimated_posteriors(
    const torch::nn::Module& network) {
  std::vector<std::pair<std::size_t, const WeightPosterior*>> estimated;
  std::size_t place = 0;
  for (const auto& held : held_weights(network)) {
    const auto* posterior = held.posterior();
    if (posterior != nullptr && !posterior->has_closed_kl()) estimated.emplace_back(place, posterior);
    place += posterior == nullptr && held.random != nullptr ? held.random->weights().size() : 1;
  }
  return estimated;
}

struct PrunableWeight {
  torch::Tensor weight;                  // for a posterior its mean
  WeightPosterior* posterior = nullptr;  // nullptr for a point
};

// In the order of `weight_moments`.
std::vector<PrunableWeight> prunable_weights(const torch::nn::Module& network) {
  std::vector<PrunableWeight> all;
  for (const auto& held : held_weights(network)) {
    if (auto* posterior = held.posterior()) {
      all.push_back({posterior->mean(), posterior});
    } else if (held.random != nullptr) {
      for (const auto& weight : held.random->weights()) all.push_back({weight, nullptr});
    } else {
      all.push_back({held.point, nullptr});
    }
  }
  return all;
}

}  // namespace

std::vector<HeldWeights> held_weights(const torch::nn::Module& network) {
  std::vector<HeldWeights> all;
  std::set<const torch::nn::Module*> seen;
  add_held(const_cast<torch::nn::Module&>(network), "", seen, all);
  return all;
}

std::vector<torch::Tensor> parameters_without_prior(const torch::nn::Module& network) {
  std::vector<torch::Tensor> all;
  for (const auto& held : held_weights(network)) {
    if (held.random == nullptr || held.posterior() != nullptr) continue;
    const auto weights = held.random->weights();
    for (const auto& parameter : held.random->parameters()) {
      const auto is_it = [&](const torch::Tensor& weight) { return weight.is_same(parameter); };
      if (std::none_of(weights.begin(), weights.end(), is_it)) all.push_back(parameter);
    }
  }
  return all;
}

std::vector<WeightMoments> weight_moments(const torch::nn::Module& network, const Prior& point_prior) {
  std::vector<WeightMoments> all;
  for_each_moments(network, point_prior, [&](const WeightMoments& moments) { all.push_back(moments); });
  return all;
}

void for_each_moments(const torch::nn::Module& network, const Prior& point_prior,
                      const std::function<void(const WeightMoments&)>& use) {
  const torch::NoGradGuard no_grad;
  for (const auto& held : held_weights(network)) {
    if (held.random == nullptr) {
      const auto mean = held.point.detach().clone();
      WeightMoments moments{held.name, mean, torch::zeros_like(mean),
                            -point_prior.log_density(mean).item<double>()};
      moments.is_point = true;
      use(moments);
      continue;
    }
    const bool knows_its_kl = held.posterior() != nullptr;
    const auto noise = held.random->acting_noise();
    std::size_t place = 0;
    for (auto& moments : held.random->moments()) {
      moments.name = join(held.name, moments.name);
      if (!knows_its_kl) {
        const auto acts = noise.empty() ? WeightNoise{} : noise.at(place++);
        moments.kl = -expected_log_density(point_prior, moments.mean, acts).item<double>();
        moments.is_point = true;
      }
      use(moments);
    }
  }
}

std::vector<WeightMoments> reported_moments(const torch::nn::Module& network, const Prior& point_prior,
                                            std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  std::vector<WeightMoments> all;
  {
    const Draw draw({seed, Stream::kReport, 0, 0}, 0, Draw::Kl::kSkip);
    all = weight_moments(network, point_prior);
  }
  const auto estimated = estimated_posteriors(network);
  if (estimated.empty()) return all;
  std::vector<double> sums(all.size(), 0.0), squares(all.size(), 0.0);
  for (std::uint32_t sample = 0; sample < kKlDraws; ++sample) {
    const Draw draw({seed, Stream::kReport, 0, sample}, 0, Draw::Kl::kSkip);
    for (const auto& [place, posterior] : estimated) {
      // From the first draw, so that the squares do not drown in that of the mean.
      const double from_first = posterior->kl().item<double>() - all[place].kl;
      sums[place] += from_first;
      squares[place] += from_first * from_first;
    }
  }
  constexpr double kDraws = kKlDraws;
  for (const auto& [place, posterior] : estimated) {
    const double mean = sums[place] / kDraws;
    const double variance = std::max(0.0, squares[place] / kDraws - mean * mean) / (kDraws - 1.0);
    all[place].kl += mean;
    all[place].kl_error = std::sqrt(variance);
  }
  return all;
}

torch::Tensor point_penalty(const torch::nn::Module& network, const Prior& point_prior) {
  torch::Tensor penalty = torch::zeros({});
  const auto add = [&](const torch::Tensor& weight, const WeightNoise& acts) {
    penalty = penalty - expected_log_density(point_prior, weight, acts);
  };
  for (const auto& held : held_weights(network)) {
    if (held.random == nullptr) {
      add(held.point, {});
    } else if (held.posterior() == nullptr) {
      const auto noise = held.random->acting_noise();
      std::size_t place = 0;
      for (const auto& weight : held.random->weights())
        add(weight, noise.empty() ? WeightNoise{} : noise.at(place++));
    }
  }
  return penalty;
}

torch::Tensor kl_divergence(const torch::nn::Module& network, double free_nats) {
  torch::Tensor sum = torch::zeros({});
  for (const auto& held : held_weights(network)) {
    const auto* posterior = held.posterior();
    if (posterior == nullptr) continue;
    const auto kl = posterior->kl();
    sum =
        sum + (free_nats > 0.0 ? kl.clamp_min(free_nats * static_cast<double>(posterior->kept_count())) : kl);
  }
  return sum;
}

torch::Tensor entropy(const torch::nn::Module& network) {
  torch::Tensor sum = torch::zeros({});
  for (const auto& held : held_weights(network)) {
    if (const auto* posterior = held.posterior()) sum = sum + posterior->entropy();
  }
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
