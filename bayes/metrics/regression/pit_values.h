#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "bayes/metrics/regression/regression_metric.h"

namespace bayes {

/// Probability integral transforms u = F(y), the share of the mixture at or below the target: uniform on
/// [0, 1] where the predictive is calibrated.
class PitValues {
 public:
  PitValues(const MixturePredictive& predictive, const torch::Tensor& targets);

  std::int64_t targets() const { return targets_; }
  /// How many of the targets of each example lie in the central interval that holds `coverage`: [N].
  std::vector<std::int32_t> covered(double coverage) const;
  /// Of each target, the area between the shares of u below p and the diagonal (`calibration_area`): [D].
  std::vector<double> sums(const ExampleCounts& counts) const;

 private:
  std::int64_t targets_;
  std::vector<double> values_;                                         ///< [N, D]
  std::vector<std::vector<std::pair<double, std::uint32_t>>> sorted_;  ///< [D][N], with the example
};

/// Whether a target of this transform lies in the central interval: from the quantile (1 - coverage) / 2 to
/// the quantile (1 + coverage) / 2.
bool is_central(double pit, double coverage);

/// A copy of `pit`. Throws `Error` where it is not [N], N >= 1, in [0, 1].
std::vector<double> checked_pit(const torch::Tensor& pit);

/// Shares of transforms in bins of equal width: all alike where the predictive is calibrated, high at both
/// ends where it is too narrow, in the middle where it is too wide, at one end where it is biased.
struct PitHistogram {
  std::vector<double> edges;   ///< [bins + 1], from 0 to 1
  std::vector<double> shares;  ///< [bins], of the examples: 1 / bins where uniform; the last bin holds 1
};

///   pit   [N], in [0, 1]: a column of `MixturePredictive::cdf`, or of a recalibrated one
///   bins  >= 1
/// Throws `Error` otherwise.
/// Source: Dawid 1984; Gneiting et al. 2007, section 3.1.
PitHistogram pit_histogram(const torch::Tensor& pit, std::int64_t bins = 20);

}  // namespace bayes
