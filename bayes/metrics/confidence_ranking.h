#pragma once

#include "bayes/metrics/metric.h"
#include "bayes/metrics/tie_groups.h"

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
    const auto& [order, starts] = by_doubt_;
    for (std::size_t group = 0; group + 1 < starts.size(); ++group) {
      ConfidenceGroup found{confidence_[group], 0, 0};
      for (std::size_t k = starts[group]; k < starts[group + 1]; ++k) {
        found.count += counts[order[k]];
        found.correct += counts[order[k]] * correct_[order[k]];
      }
      if (found.count > 0) visitor(found);
    }
  }

 private:
  TieGroups by_doubt_;                 ///< ascending in -confidence
  std::vector<double> confidence_;     ///< [groups]
  std::vector<std::int32_t> correct_;  ///< [N], 1 where the prediction is the label
};

}  // namespace bayes
