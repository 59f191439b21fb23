#pragma once

#include <torch/types.h>

#include <cmath>
#include <limits>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// log p [N, C] of the averaged predictive; one below -708, where doubles end, counts as -708. A class that
/// was given no probability at all then has a finite likelihood, and 0 * -inf makes no NaN.
inline torch::Tensor finite_log_probabilities(const CategoricalPredictive& predictive) {
  return predictive.mean_log_probabilities().clamp_min(std::log(std::numeric_limits<double>::min()));
}

}  // namespace bayes
