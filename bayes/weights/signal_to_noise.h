#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "bayes/core/weight_moments.h"

namespace bayes {

/// |mean| / sd of one weight: how surely it differs from 0. Infinite where sd is 0, but 0 for a weight that
/// is exactly 0 (mean and sd both): a pruned weight carries no signal. Source: Graves 2011, section 6;
/// Blundell et al. 2015, section 5.1.
inline double signal_to_noise(double mean, double sd) {
  if (sd > 0.0) return std::abs(mean) / sd;
  return mean == 0.0 ? 0.0 : std::numeric_limits<double>::infinity();
}

/// The weights of one tensor as plain numbers, in row-major order.
struct WeightValues {
  std::vector<double> mean;
  std::vector<double> sd;
};

/// Throws `Error` where mean and sd differ in shape, a value is not finite or an sd is negative.
WeightValues weight_values(const WeightMoments& moments);

}  // namespace bayes
