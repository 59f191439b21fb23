#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bayes/metrics/metric.h"

namespace bayes {

/// The examples of one confidence, each as often as it counts.
struct ConfidenceGroup {
  double confidence = 0.0;
  std::int64_t count = 0;
  std::int64_t correct = 0;  ///< how many of them are predicted right
};

/// The examples by their confidence, the top probability of the average over draws. Whole numbers per group
/// of equal confidences: what is computed from them does not depend, to the last bit, on the order of the
/// examples or on whether one is repeated or counts twice.
class ConfidenceRanking {
 public:
  /// Throws `Error` as `require_labels`.
  ConfidenceRanking(const CategoricalPredictive& predictive, const torch::Tensor& labels);

  /// Every group, the most confident first; also those of which no example counts.
  std::vector<ConfidenceGroup> sums(const ExampleCounts& counts) const;

  /// Of every group, falling.
  const std::vector<double>& confidences() const { return confidences_; }

 private:
  /// All that a sum needs in one place: the bootstrap makes thousands.
  struct Example {
    std::uint32_t index;
    std::int32_t correct;  ///< 1 where the prediction is the label, else 0
  };
  std::vector<Example> by_doubt_;    ///< [N], ascending in -confidence
  std::vector<double> confidences_;  ///< [groups]
  std::vector<std::size_t> starts_;  ///< [groups + 1], where each begins in `by_doubt_`; last entry N
};

}  // namespace bayes
