#pragma once

#include <torch/types.h>

#include <utility>
#include <vector>

#include "bayes/core/state.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/training/training.h"

namespace bayes {

/// How much of the average of weights the newest weights are, once `step` steps are done, so that
/// average += share * (weights - average). 1 begins the average, 0 leaves it as it is.
///
/// `ema_decay` d: (1 - d) / (1 - d^step) after each step, which makes it the exponential moving average with
/// the correction of its bias that Adam has (Kingma & Ba 2015, algorithm 1): sum of d^(step - i) * weights_i
/// over the sum of its factors.
/// `swa_start` s: 1 / n at the n-th end of an epoch from the s-th on, which makes it their mean: stochastic
/// weight averaging (Izmailov et al. 2018, algorithm 1).
double share_in_average(const TrainingOptions& options, std::int64_t step, std::int64_t steps_per_epoch);

/// Whether any of the two is asked for.
bool averages_weights(const TrainingOptions& options);
/// Throws `Error` (kUsage) where both are, or one that does not begin before training ends.
void require_one_average(const TrainingOptions& options);

/// A running average of trained parameters, of a posterior those that are trained: mu and rho, so that the
/// average's sigma is softplus(mean of rho).
class WeightAverage {
 public:
  explicit WeightAverage(NamedParameters parameters) : parameters_(std::move(parameters)) {}

  /// Nothing was added yet.
  bool empty() const { return averages_.empty(); }
  /// Adds the parameters as they are now; see `share_in_average`. Share 0 adds nothing.
  void add(double share);
  /// Exchanges parameters and average, to the bit: twice is never.
  void swap();

  /// By parameter name; references, not copies. Empty where the average is.
  State state() const;
  /// Throws `Error` (kData) where a parameter is missing or has another shape.
  void restore(const State& state);

 private:
  NamedParameters parameters_;
  std::vector<torch::Tensor> averages_;
};

}  // namespace bayes
