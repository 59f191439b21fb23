#pragma once

#include <torch/types.h>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// A predictive without each of its draws in turn: what the jackknife needs. The probabilities of all draws
/// are taken once, 8 bytes each, so that every mean over the others costs additions alone.
class LeaveOneOut {
 public:
  /// Throws `Error` where there is one draw only: leaving it out leaves nothing.
  explicit LeaveOneOut(const Predictive& predictive);

  /// All draws but `draw`, with their mean. Re-entrant. Throws `Error` where there is no such draw.
  Predictive without(std::int64_t draw) const;

 private:
  Predictive predictive_;
  torch::Tensor scaled_;   // [S, N, C], double: probabilities over the largest of each example and class
  torch::Tensor largest_;  // [N, C], double: its logarithm
};

}  // namespace bayes
