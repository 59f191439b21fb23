#include "bayes/metrics/resampling/resampling_interval.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>

#include "bayes/core/error.h"
#include "bayes/core/quantile.h"

namespace bayes {
namespace {

constexpr double kLowShare = 0.025;
constexpr double kHighShare = 0.975;

std::vector<double> sorted_and_defined(const std::vector<double>& values) {
  std::vector<double> defined;
  std::copy_if(values.begin(), values.end(), std::back_inserter(defined),
               [](double value) { return !std::isnan(value); });
  std::sort(defined.begin(), defined.end());
  return defined;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double mean_square(const std::vector<double>& values) {
  return std::inner_product(values.begin(), values.end(), values.begin(), 0.0) /
         static_cast<double>(values.size());
}

double root(double square) { return std::sqrt(std::max(square, 0.0)); }

bool lies_high(Resampling resampling) {
  return resampling == Resampling::kUpward || resampling == Resampling::kUpwardInResamples;
}

/// Of each resample `difference(ours, theirs, our value in it, their value in it)`, averaged over pairs.
template <class Difference>
std::vector<double> mean_difference(const std::vector<ResampledValue>& ours,
                                    const std::vector<ResampledValue>& theirs, Difference&& difference) {
  std::vector<double> mean(ours.front().resampled.size(), 0.0);
  for (std::size_t pair = 0; pair < ours.size(); ++pair) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += difference(ours[pair], theirs[pair], ours[pair].resampled[i], theirs[pair].resampled[i]) /
                 static_cast<double>(ours.size());
    }
  }
  return mean;
}

/// Sums over predictives: their values, what these may be without bias, and the upper ends of their
/// intervals.
struct Sums {
  double values = 0.0;
  double least = 0.0;
  double highest = 0.0;
};

Sums sums_of(const std::vector<ResampledValue>& predictives) {
  Sums sums;
  for (const auto& [value, resampled] : predictives) {
    const double bias = std::max(mean_square(sorted_and_defined(resampled)) - value * value, 0.0);
    sums.values += value;
    sums.least += root(value * value - bias);
    sums.highest += interval_of(Resampling::kUpward, value, resampled).high;
  }
  return sums;
}

Interval difference_of_biased(const std::vector<ResampledValue>& ours,
                              const std::vector<ResampledValue>& theirs) {
  const auto pairs = static_cast<double>(ours.size());
  const Sums our = sums_of(ours), their = sums_of(theirs);
  const double difference = (our.values - their.values) / pairs;
  const auto ascending = sorted_and_defined(mean_difference(
      ours, theirs, [](const ResampledValue& ours, const ResampledValue& theirs, double our, double their) {
        const double sum = ours.value + theirs.value;
        return sum > 0.0 ? (our * our - their * their) / sum : 0.0;
      }));
  if (std::isnan(difference) || ascending.empty()) return Interval::none();
  const double centre = mean(ascending);
  const double unbiased = 2.0 * difference - centre;
  // At least 1; infinite where all of both values may be bias.
  const double stretch = (our.values + their.values) / (our.least + their.least);
  double low = std::min(difference, unbiased) - (centre - sorted_quantile(ascending, kLowShare));
  double high = std::max(difference, unbiased) + sorted_quantile(ascending, kHighShare) - centre;
  if (low < 0.0) low = std::max(low * stretch, std::min(-their.highest / pairs, difference));
  if (high > 0.0) high = std::min(high * stretch, std::max(our.highest / pairs, difference));
  return {low, high};
}

}  // namespace

Interval percentile_interval(const std::vector<double>& values) {
  const auto ascending = sorted_and_defined(values);
  return {sorted_quantile(ascending, kLowShare), sorted_quantile(ascending, kHighShare)};
}

Interval interval_of(Resampling resampling, double value, const std::vector<double>& resampled) {
  const auto ascending = sorted_and_defined(resampled);
  if (resampling == Resampling::kNone || std::isnan(value) || ascending.empty()) return Interval::none();
  if (lies_high(resampling)) {
    const double highest = sorted_quantile(ascending, kHighShare);
    const double spread = std::max(highest * highest - mean_square(ascending), 0.0);
    const double added = mean_square(ascending) - value * value;
    const double bias = resampling == Resampling::kUpward ? std::max(added, 0.0) : 0.0;
    // Ends beyond a metric's range are ends that no resample came near.
    return {root(value * value - bias - spread),
            std::max(value, std::min(root(value * value + spread), highest))};
  }
  if (resampling == Resampling::kDownward) {
    const double lacking = std::max(value - mean(ascending), 0.0);
    const double spread = std::max(mean(ascending) - sorted_quantile(ascending, kLowShare), 0.0);
    return {value - spread, value + lacking + spread};
  }
  return percentile_interval(resampled);
}

Interval difference_interval(Resampling resampling, const std::vector<ResampledValue>& ours,
                             const std::vector<ResampledValue>& theirs) {
  if (ours.empty() || ours.size() != theirs.size()) {
    throw Error(
        std::to_string(ours.size()) + " predictives are compared with " + std::to_string(theirs.size()),
        "difference_interval", "give pairs, one or more");
  }
  if (resampling == Resampling::kNone || resampling == Resampling::kUpwardInResamples)
    return Interval::none();
  if (resampling == Resampling::kUpward) return difference_of_biased(ours, theirs);
  return percentile_interval(mean_difference(
      ours, theirs,
      [](const ResampledValue&, const ResampledValue&, double our, double their) { return our - their; }));
}

}  // namespace bayes
