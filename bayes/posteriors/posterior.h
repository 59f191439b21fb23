#pragma once

#include <torch/nn/pimpl.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/state.h"
#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Holds a posterior of any kind, as LibTorch's holders hold modules; a holder of one kind becomes one.
class Posterior : public torch::nn::ModuleHolder<WeightPosterior> {
 public:
  Posterior(std::nullptr_t) : ModuleHolder(nullptr) {}
  Posterior(std::shared_ptr<WeightPosterior> posterior) : ModuleHolder(std::move(posterior)) {}
  template <class Impl>
  Posterior(const torch::nn::ModuleHolder<Impl>& holder)
      : ModuleHolder(holder.is_empty() ? nullptr : std::shared_ptr<WeightPosterior>(holder.ptr())) {}
};

/// What posteriors are made from; each kind says which it takes. Ranges and meanings are those of
/// `VariationalOptions`.
struct PosteriorOptions {
  double initial_sigma = 0.05;
  std::int64_t rank = 2;
  double factor_sigma = 0.1;
};

/// A form that the posterior of a weight tensor can have. What is declared beside each class gives its own;
/// `posterior_kinds` lists them.
struct PosteriorKind {
  std::string name;               ///< in YAML: "low_rank"; no two kinds have the same
  std::string title;              ///< for people: "Low rank plus diagonal"
  std::string summary;            ///< one line
  std::string reference;          ///< paper
  std::set<std::string> options;  ///< of `PosteriorOptions`, those that it takes beside `initial_sigma`
  /// A posterior over weights of these sizes, mean 0 and standard deviation `initial_sigma`, with a copy of
  /// the prior. Throws `Error` as its class does.
  std::function<Posterior(const PosteriorOptions& options, const std::vector<std::int64_t>& sizes,
                          const std::shared_ptr<const Prior>& prior)>
      make;
  /// The mean of each weight, of the state of one as it was saved; undefined where the state is not that of
  /// such a posterior.
  std::function<torch::Tensor(const State& saved)> mean;
};

inline bool operator==(const PosteriorKind& a, const PosteriorKind& b) { return a.name == b.name; }

/// `PosteriorKind::mean` of a posterior whose parameter `mu` is its mean.
torch::Tensor saved_mu(const State& saved);

}  // namespace bayes
