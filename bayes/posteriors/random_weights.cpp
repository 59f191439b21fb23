#include "bayes/posteriors/random_weights.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "bayes/core/draw.h"
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

// The posteriors whose KL has no closed form, with their places in `weight_moments`.
std::vector<std::pair<std::size_t, const WeightPosterior*>> estimated_posteriors(
    const torch::nn::Module& network) {
  std::vector<std::pair<std::size_t, const WeightPosterior*>> estimated;
  std::size_t place = 0;
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        const auto* posterior = dynamic_cast<const WeightPosterior*>(&random);
        if (posterior != nullptr && !posterior->has_closed_kl()) estimated.emplace_back(place, posterior);
        place += posterior != nullptr ? 1 : random.parameters().size();
      },
      [&](const torch::Tensor&, const std::string&) { ++place; });
  return estimated;
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
  std::vector<WeightMoments> all;
  for_each_moments(network, point_prior, [&](const WeightMoments& moments) { all.push_back(moments); });
  return all;
}

void for_each_moments(const torch::nn::Module& network, const Prior& point_prior,
                      const std::function<void(const WeightMoments&)>& use) {
  const torch::NoGradGuard no_grad;
  walk(
      network,
      [&](const RandomWeights& random, const std::string& prefix) {
        const bool knows_its_kl = dynamic_cast<const WeightPosterior*>(&random) != nullptr;
        const auto noise = random.acting_noise();
        std::size_t place = 0;
        for (auto& moments : random.moments()) {
          moments.name = join(prefix, moments.name);
          if (!knows_its_kl) {
            const auto acts = noise.empty() ? WeightNoise{} : noise.at(place++);
            moments.kl = -expected_log_density(point_prior, moments.mean, acts).item<double>();
            moments.is_point = true;
          }
          use(moments);
        }
      },
      [&](const torch::Tensor& weight, const std::string& name) {
        const auto mean = weight.detach().clone();
        WeightMoments moments{name, mean, torch::zeros_like(mean),
                              -point_prior.log_density(mean).item<double>()};
        moments.is_point = true;
        use(moments);
      });
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
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        if (dynamic_cast<const WeightPosterior*>(&random) != nullptr) return;
        const auto noise = random.acting_noise();
        std::size_t place = 0;
        for (const auto& weight : random.parameters())
          add(weight, noise.empty() ? WeightNoise{} : noise.at(place++));
      },
      [&](const torch::Tensor& weight, const std::string&) { add(weight, {}); });
  return penalty;
}

torch::Tensor kl_divergence(const torch::nn::Module& network, double free_nats) {
  torch::Tensor sum = torch::zeros({});
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        const auto* posterior = dynamic_cast<const WeightPosterior*>(&random);
        if (posterior == nullptr) return;
        const auto kl = posterior->kl();
        sum = sum +
              (free_nats > 0.0 ? kl.clamp_min(free_nats * static_cast<double>(posterior->kept_count())) : kl);
      },
      [](const torch::Tensor&, const std::string&) {});
  return sum;
}

torch::Tensor entropy(const torch::nn::Module& network) {
  torch::Tensor sum = torch::zeros({});
  walk(
      network,
      [&](const RandomWeights& random, const std::string&) {
        const auto* posterior = dynamic_cast<const WeightPosterior*>(&random);
        if (posterior != nullptr) sum = sum + posterior->entropy();
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
