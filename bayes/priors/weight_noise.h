#pragma once

#include <torch/types.h>

#include <optional>

#include "bayes/priors/prior.h"

namespace bayes {

/// What a weight is multiplied by where it acts in the network: dropout, with its scaling, as a law of the
/// weights. Mean 1, variance rate / (1 - rate).
struct WeightNoise {
  double rate = 0.0;         ///< in [0, 1); 0 for none
  bool is_gaussian = false;  ///< N(1, rate / (1 - rate)); else 0 with probability `rate`, else 1 / (1 - rate)
};

/// E log p(weight * factor), over the factor: nats, summed over weights; 0-dimensional, differentiable. What
/// it is the negative of is the regulariser of dropout, -E_q log p(w), q being the law of the weights as they
/// act: the KL from the prior without the entropy of q. The entropy of dropout does not depend on the weights
/// (Gal & Ghahramani 2016, appendix, section 3); that of Gaussian dropout does, by sum(log |weight|), and is
/// left out, so that every kind is penalised alike and a rate of 0 is MAP.
///
/// Dropout: (1 - rate) log p(weight / (1 - rate)) + rate log p(0). For N(0, s^2) both kinds give, up to a
/// constant, -|weight|^2 / (2 s^2 (1 - rate)): the second moment of the weights as they act. Gaussian noise
/// is in closed form where the prior's KL is, else by 16 points of Gauss-Hermite quadrature.
torch::Tensor expected_log_density(const Prior& prior, const torch::Tensor& weight, const WeightNoise& noise);

/// The normal density of the weight itself whose log density has the gradient of `expected_log_density`;
/// empty where the prior is not normal. N(m, s^2) gives N((1 - rate) m, (1 - rate) s^2).
std::optional<Prior::Normal> normal_under_noise(const Prior& prior, torch::IntArrayRef sizes,
                                                const WeightNoise& noise);

}  // namespace bayes
