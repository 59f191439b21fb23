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

}  // namespace bayes
