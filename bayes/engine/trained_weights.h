#pragma once

#include <torch/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bayes/kernels/noise/noise.h"
#include "bayes/layers/families/network.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/posteriors/weight_source.h"
#include "bayes/priors/prior.h"
#include "bayes/priors/weight_noise.h"

namespace bayes {

/// One weight tensor as the fused step sees it: a point, or a Gaussian posterior with what its layer asks it
/// for.
struct TrainedWeight {
  std::string name;
  torch::Tensor mean;          ///< the point itself, or mu
  std::size_t mean_parameter;  ///< its place among the optimiser's parameters
  const Prior* prior;
  WeightNoise acts = {};  ///< what a point is multiplied by where it acts: dropout

  // Of a posterior:
  const WeightPosterior* posterior = nullptr;
  torch::Tensor rho = {};
  std::size_t rho_parameter = 0;
  WeightForm form = WeightForm::kMean;     ///< kDraw, kPerturbation or kVariance; kMean for a point
  kernels::NoiseKey noise = {};            ///< of step 0 and sample 0
  std::vector<std::size_t> of_prior = {};  ///< places in the list of its prior's parameters, which are points

  bool is_point() const { return posterior == nullptr; }
  /// Whether layers see the mean itself, and so have a gradient for it.
  bool shows_mean() const { return form != WeightForm::kDraw; }
};

/// All weights of a network, as one forward pass of `inputs` under (seed, training) asks for them. Empty
/// where the fused step does not serve: weights that are not float32 on the CPU, a posterior that is not a
/// mean-field Gaussian, one whose prior has parameters but no closed form of the KL, or one that is asked for
/// several things or for none. Parameters of a prior are points under a flat prior, as the KL alone moves
/// them, and so are those of `RandomWeights` that are not weights.
std::optional<std::vector<TrainedWeight>> trained_weights(Network& network, const Prior& point_prior,
                                                          const NamedParameters& parameters,
                                                          const torch::Tensor& inputs, std::uint64_t seed);

}  // namespace bayes
