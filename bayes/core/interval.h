#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace bayes {

/// From `low` to `high`; NaN where there is none.
struct Interval {
  double low = 0.0;
  double high = 0.0;

  static Interval none() {
    return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  }
  bool is_none() const { return std::isnan(low) || std::isnan(high); }
};

/// The exact 95 % interval of a probability of which `successes` of `trials` were seen: never without width,
/// also where all or none succeeded. Half a tie may have succeeded, so `successes` need not be whole.
/// Throws `Error` where there are no trials or more successes than trials.
/// Source: Clopper and Pearson 1934.
Interval binomial_interval(double successes, std::int64_t trials);

}  // namespace bayes
