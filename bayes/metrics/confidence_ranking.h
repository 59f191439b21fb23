#pragma once

#include <cstdint>
#include <vector>

#include "bayes/metrics/metric.h"

namespace bayes {

/// The examples of one confidence, each as often as it counts.
struct ConfidenceGroup {
  double confidence = 0.0;
  std::int64_t count = 0;    ///< >= 1
  std::int64_t correct = 0;  ///< how many of them are predicted right
};

/// The examples by their confidence, the top probability of the average over draws. Whole numbers per group
/// of equal confidences: what is computed from them does not depend, to the last bit, on the order of the
/// examples or on whether one is repeated or counts twice.
class ConfidenceRanking {
 public:
  /// Throws `Error` as `require_labels`.
  ConfidenceRanking(const Predictive& predictive, const torch::Tensor& labels);

  /// Calls `visitor(const ConfidenceGroup&)` for every group that counts, the most confident first.
  template <class Visitor>
  void visit(const ExampleCounts& counts, Visitor&& visitor) const {
    ConfidenceGroup found;
    for (const auto& example : by_doubt_) {
      if (example.confidence != found.confidence) {
        if (found.count > 0) visitor(found);
        found = {example.confidence, 0, 0};
      }
      found.count += counts[example.index];
      found.correct += counts[example.index] * example.correct;
    }
    if (found.count > 0) visitor(found);
  }

 private:
  /// All that a visit needs in one place: the bootstrap makes thousands.
  struct Example {
    double confidence;
    std::uint32_t index;
    std::int32_t correct;  ///< 1 where the prediction is the label, else 0
  };
  std::vector<Example> by_doubt_;  ///< [N], ascending in -confidence
};

}  // namespace bayes
