#pragma once

#include <cstdint>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// What the averaged predictive says of each example.
struct TopPrediction {
  std::vector<std::int64_t> predicted;  ///< [N], the most probable class; the lowest of equally probable ones
  std::vector<double> confidence;       ///< [N], its probability, in [1 / C, 1]
};

TopPrediction top_prediction(const CategoricalPredictive& predictive);

/// The fewer of the right and the wrong predictions among the examples: what figures of a predictive rest on.
///   labels  [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`.
std::int64_t events(const CategoricalPredictive& predictive, const torch::Tensor& labels);

}  // namespace bayes
