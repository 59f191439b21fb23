#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace bayes {

/// A number that all weights of a tensor share and that was learnt with them: "dropout_rate", "prior_sigma".
struct LearntScale {
  std::string name;
  double value = 0.0;
};

/// Mean and standard deviation of every weight of one tensor under a posterior approximation.
struct WeightMoments {
  std::string name;    ///< the tensor's place in the network, in LibTorch's naming: "conv1.weight"
  torch::Tensor mean;  ///< any shape
  torch::Tensor sd;    ///< as `mean`, >= 0; 0 where the approximation is a point
  double kl = 0.0;     ///< KL from the prior in nats, summed over weights; -log prior density for a point,
                       ///< and its mean over the noise behind dropout
  std::vector<LearntScale> scales = {};
  double kl_error = 0.0;  ///< Monte Carlo standard error of `kl`, nats; 0 where it is in closed form
  bool is_point = false;  ///< of a weight without a posterior of its own, dropped or not: `kl` is -log prior
};

}  // namespace bayes
