#pragma once

#include <torch/types.h>

#include <cstdint>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// A predictive p that claims too much or too little, and labels drawn from softmax(W log p + b).
struct Miscalibrated {
  CategoricalPredictive predictive;
  torch::Tensor labels;
};

inline Miscalibrated miscalibrated_by(const torch::Tensor& weight, const torch::Tensor& intercept,
                                      std::int64_t count) {
  torch::manual_seed(11);
  const auto log_p = (2.0 * torch::randn({count, weight.size(0)}, torch::kFloat64)).log_softmax(1);
  const auto truth = (log_p.matmul(weight.t()) + intercept).softmax(1);
  return {CategoricalPredictive(log_p.unsqueeze(0)), truth.multinomial(1).squeeze(1)};
}

/// KL from the true probabilities [N, C] to those of the predictive, mean over examples, nats.
inline double divergence(const torch::Tensor& truth, const CategoricalPredictive& predictive) {
  return (truth * (truth.log() - predictive.mean_log_probabilities())).sum(1).mean().item<double>();
}

}  // namespace bayes
