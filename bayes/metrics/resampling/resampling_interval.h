#pragma once

#include <vector>

#include "bayes/core/interval.h"
#include "bayes/metrics/metric.h"

namespace bayes {

/// Quantiles 2.5 % and 97.5 % of those values that are not NaN; none where there are no such values.
/// Source: Efron and Tibshirani 1993, section 13.3.
Interval percentile_interval(const std::vector<double>& values);

/// The 95 % interval of a metric that is `value`, from its values in resamples of the examples:
///   kUnbiased            the percentile interval
///   kUpward              from sqrt(v^2 - b - d) to sqrt(v^2 + d), but not above the larger of v and q: q is
///                        the 97.5 % quantile of the values, d is q^2 less their mean square, b is that mean
///                        square less v^2, what resampling adds
///   kUpwardInResamples   the same without b
///   kDownward            from v - d to v + b + d: d is the mean of the values less their 2.5 % quantile, b
///                        is v less that mean
///   kNone                none
/// b and d count as 0 where they are negative, and so does a square under a root.
///
/// Of a sum of absolute values or squares, gaps between bins' confidence and accuracy, chance adds its
/// variance to the squares of the gaps: once in the data, once more in a resample. So b is also by how much
/// v^2 is too large; it is taken off at the far end only, since it is known roughly, and a biased value
/// always lies in its interval. The upper end stops at q: an end beyond a metric's range is one that no
/// resample came near. None where the value is not defined or no resample is.
Interval interval_of(Resampling resampling, double value, const std::vector<double>& resampled);

/// A metric of one predictive, and of its resamples.
struct ResampledValue {
  double value = 0.0;
  std::vector<double> resampled;
};

/// The 95 % interval of the difference of a metric, ours less theirs, of two predictives of the same examples
/// in the same resamples; a mean where there are several pairs (seeds): the percentile interval of the
/// differences. Of metrics that chance makes too large by different amounts that does not cover; there it is
/// the interval of
///   (ours^2 - theirs^2) / (our value + their value),
/// whose bias is the mean of the resamples less the difference: around the difference and around what it is
/// without that bias, from the lower to the higher end. The true sum under the fraction is smaller than that
/// of the values by their biases, which stretches the ends, up to where one of both metrics would be 0.
///   ours, theirs  as many of one as of the other, else `Error`, with as many resamples
/// None where a value is not defined, no resample is, of kNone, and of kUpwardInResamples: near 0 little is
/// known of a debiased value, and intervals of this kind covered 80 % of 400 simulated sets.
Interval difference_interval(Resampling resampling, const std::vector<ResampledValue>& ours,
                             const std::vector<ResampledValue>& theirs);

}  // namespace bayes
