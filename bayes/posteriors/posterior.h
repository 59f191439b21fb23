#pragma once

#include <torch/nn/pimpl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "bayes/posteriors/weight_posterior.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// The forms that the posterior of a weight tensor can have.
enum class PosteriorFamily {
  kMeanField,  ///< independent Gaussians (`MeanFieldGaussian`)
  kTied,       ///< independent Gaussians whose deviations are tied (`TiedGaussian`)
  kLowRank,    ///< a Gaussian with some directions of covariance (`LowRankGaussian`)
  kMatrix,     ///< a Gaussian with covariances of rows and of columns (`MatrixGaussian`)
  kRankOne,    ///< points times random factors of rows and columns (`RankOnePosterior`)
  kRadial,     ///< close to its mean in any number of dimensions (`RadialPosterior`)
};

inline std::vector<std::pair<const char*, PosteriorFamily>> enum_names(PosteriorFamily) {
  return {{"mean_field", PosteriorFamily::kMeanField}, {"tied", PosteriorFamily::kTied},
          {"low_rank", PosteriorFamily::kLowRank},     {"matrix", PosteriorFamily::kMatrix},
          {"rank_one", PosteriorFamily::kRankOne},     {"radial", PosteriorFamily::kRadial}};
}

/// As it is written in YAML.
inline const char* posterior_name(PosteriorFamily family) {
  for (const auto& [spelling, value] : enum_names(family)) {
    if (value == family) return spelling;
  }
  return "";
}

/// Holds a posterior of any family, as LibTorch's holders hold modules; a holder of one family becomes one.
class Posterior : public torch::nn::ModuleHolder<WeightPosterior> {
 public:
  Posterior(std::nullptr_t) : ModuleHolder(nullptr) {}
  Posterior(std::shared_ptr<WeightPosterior> posterior) : ModuleHolder(std::move(posterior)) {}
  template <class Impl>
  Posterior(const torch::nn::ModuleHolder<Impl>& holder)
      : ModuleHolder(holder.is_empty() ? nullptr : std::shared_ptr<WeightPosterior>(holder.ptr())) {}
};

/// A posterior over weights of these sizes, mean 0 and standard deviation `initial_sigma`, with a copy of the
/// prior. `rank` and `factor_sigma` are for the families that have them. Throws `Error` as their classes do.
Posterior make_posterior(PosteriorFamily family, std::int64_t rank, const std::vector<std::int64_t>& sizes,
                         double initial_sigma, const std::shared_ptr<const Prior>& prior,
                         double factor_sigma = 0.1);

}  // namespace bayes
