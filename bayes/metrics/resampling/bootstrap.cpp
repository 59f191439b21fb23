#include "bayes/metrics/resampling/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/metrics/resampling/resampling_interval.h"

namespace bayes {
namespace {

/// Draws N of N examples with replacement: a function of (seed, number of the resample), by SplitMix64.
/// `std::uniform_int_distribution` gives other numbers with other standard libraries; a product of 32 bits
/// with N does not, and is uneven by less than N / 2^32.
Resample draw_resample(std::uint64_t seed, std::uint64_t number, std::int64_t size) {
  ExampleCounts counts(static_cast<std::size_t>(size), 0);
  const std::uint64_t examples = counts.size(), stream = mix_seed(seed, number);
  for (std::uint64_t i = 0; i < examples; ++i) ++counts[((mix_seed(stream, i) >> 32) * examples) >> 32];
  return counts;
}

bool is_resampled(const MetricRules& rules, std::int64_t events) {
  return !rules.share_of && rules.resampling != Resampling::kNone && events >= rules.least_events;
}

Interval share_interval(const MetricRules& rules, double value, std::int64_t examples) {
  const std::int64_t trials = rules.share_of(examples);
  const double successes = value * static_cast<double>(trials);
  // (k / n) n may miss k by rounding, and then be more than n.
  const double whole = std::round(successes);
  return binomial_interval(std::abs(successes - whole) < 1e-6 ? whole : successes, trials);
}

/// Of the metrics at `chosen`, in that order.
std::vector<std::vector<double>> values_in_resamples(const Measured& measured,
                                                     const std::vector<std::size_t>& chosen,
                                                     std::int64_t resamples, std::uint64_t seed,
                                                     const RunJobs& run) {
  if (resamples < 1) {
    throw Error("number of resamples is " + std::to_string(resamples), "bootstrap", "choose at least 1");
  }
  if (chosen.empty()) return {};
  std::vector<CountedMetric> counted;
  for (const std::size_t m : chosen) counted.push_back(measured.counted(m));
  std::vector<std::vector<double>> values(chosen.size(),
                                          std::vector<double>(static_cast<std::size_t>(resamples)));
  run(resamples, [&](std::int64_t i) {
    const auto resample = draw_resample(seed, static_cast<std::uint64_t>(i), measured.examples());
    for (std::size_t m = 0; m < counted.size(); ++m) values[m][i] = counted[m](resample);
  });
  return values;
}

}  // namespace

std::vector<Interval> bootstrap_intervals(const Measured& measured, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run) {
  const auto values = measured.values();
  const std::int64_t events = measured.events();
  std::vector<std::size_t> resampled;
  for (std::size_t m = 0; m < measured.metrics(); ++m) {
    if (is_resampled(measured.rules(m), events)) resampled.push_back(m);
  }
  const auto in_resamples = values_in_resamples(measured, resampled, resamples, seed, run);
  std::vector<Interval> intervals;
  std::size_t next = 0;
  for (std::size_t m = 0; m < measured.metrics(); ++m) {
    const auto& rules = measured.rules(m);
    if (rules.share_of) {
      intervals.push_back(share_interval(rules, values[m], measured.examples()));
    } else if (is_resampled(rules, events)) {
      intervals.push_back(interval_of(rules.resampling, values[m], in_resamples[next++]));
    } else {
      intervals.push_back(Interval::none());
    }
  }
  return intervals;
}

std::vector<std::vector<double>> bootstrap_values(const Measured& measured, std::int64_t resamples,
                                                  std::uint64_t seed, const RunJobs& run) {
  std::vector<std::size_t> all(measured.metrics());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return values_in_resamples(measured, all, resamples, seed, run);
}

}  // namespace bayes
