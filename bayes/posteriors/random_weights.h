#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bayes/core/weight_moments.h"
#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// What holds weights of a network: a module whose weights are random, or a parameter outside of such.
struct HeldWeights {
  std::string name;                 ///< in the network; of a module that is the network itself ""
  RandomWeights* random = nullptr;  ///< nullptr for a parameter
  torch::Tensor point = {};         ///< undefined for a module

  /// nullptr where none holds them.
  WeightPosterior* posterior() const { return random == nullptr ? nullptr : random->posterior(); }
};

/// All of a network, in its order. What is registered at two places (tied weights) counts once, under its
/// first name. As everywhere in LibTorch, a network that is const has modules and parameters that are not.
std::vector<HeldWeights> held_weights(const torch::nn::Module& network);

/// What modules with random weights hold beside them: parameters without a prior, of posteriors none.
std::vector<torch::Tensor> parameters_without_prior(const torch::nn::Module& network);

/// The moments of all weights of a network, in its order: random ones from the module that holds them, the
/// others as points (sd = 0). A module registered at two places counts once. `point_prior` gives the KL of
/// points, -log p(weight) in nats, and of weights behind dropout the mean of that over the dropout. A KL
/// without a closed form is estimated on one draw, from the `Draw` in scope.
std::vector<WeightMoments> weight_moments(const torch::nn::Module& network, const Prior& point_prior);
/// The same one after the other, so that only the moments of one module are in memory at a time.
void for_each_moments(const torch::nn::Module& network, const Prior& point_prior,
                      const std::function<void(const WeightMoments&)>& use);

/// Draws over which `reported_moments` averages a KL that has no closed form.
constexpr std::int64_t kKlDraws = 16;

/// `weight_moments` for reports: a KL without a closed form is the mean over `kKlDraws` draws of (seed,
/// Stream::kReport), and comes with its Monte Carlo error. The same for the same network and seed.
std::vector<WeightMoments> reported_moments(const torch::nn::Module& network, const Prior& point_prior,
                                            std::uint64_t seed);

/// Sum of -log p(weight) over the weights that no `WeightPosterior` holds, of those behind dropout the
/// mean over what it makes of the weight (`expected_log_density`): nats, 0-dimensional, differentiable.
torch::Tensor point_penalty(const torch::nn::Module& network, const Prior& point_prior);

/// Sum of the KL of all posteriors of a network: nats, 0-dimensional, differentiable; closed form where there
/// is one. With `free_nats` > 0 no posterior counts for less than that many nats per kept weight.
torch::Tensor kl_divergence(const torch::nn::Module& network, double free_nats = 0.0);

/// Sum of the entropies of all posteriors of a network: nats, 0-dimensional, differentiable.
torch::Tensor entropy(const torch::nn::Module& network);

/// Removes weights for good, in every network alike: `masks` has one boolean tensor for each of
/// `weight_moments`, in its order. Removed weights are exactly 0, with standard deviation exactly 0, and
/// count for nothing in the KL of a posterior. Throws `Error` where the masks do not fit; nothing is then
/// removed.
void prune(torch::nn::Module& network, const std::vector<torch::Tensor>& masks);

}  // namespace bayes
