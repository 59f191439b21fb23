#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// Throws `Error` where `labels` is not an int64 vector of as many entries as the predictive has examples,
/// each in [0, C).
void require_labels(const torch::Tensor& labels, const CategoricalPredictive& predictive);

/// The same, as `TargetedPredictive` asks any kind.
inline void require_targets(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  require_labels(labels, predictive);
}

/// The labels as plain numbers, [N]. Throws as `require_labels`.
std::vector<std::int64_t> checked_labels(const torch::Tensor& labels,
                                         const CategoricalPredictive& predictive);

/// The same of N examples and C classes, from wherever they come.
std::vector<std::int64_t> checked_labels(const torch::Tensor& labels, std::int64_t examples,
                                         std::int64_t classes);

}  // namespace bayes
