#include "bayes/metrics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/quantile.h"

namespace bayes {
namespace {

constexpr double kLowShare = 0.025;
constexpr double kHighShare = 0.975;

/// Draws N of N examples with replacement: a function of (seed, number of the resample), by SplitMix64.
/// `std::uniform_int_distribution` gives other numbers with other standard libraries; a product of 32 bits
/// with N does not, and is uneven by less than N / 2^32.
Resample draw_resample(std::uint64_t seed, std::uint64_t number, std::int64_t size) {
  ExampleCounts counts(static_cast<std::size_t>(size), 0);
  const std::uint64_t examples = counts.size(), stream = mix_seed(seed, number);
  for (std::uint64_t i = 0; i < examples; ++i) ++counts[((mix_seed(stream, i) >> 32) * examples) >> 32];
  return counts;
}

/// For metrics without a quicker way: takes the metric of the examples repeated as often as they count.
CountedMetric by_repeating(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels) {
  return [&metric, &predictive, labels](const Resample& resample) {
    const auto repeats = torch::tensor(resample.counts(), torch::kInt64);
    const auto index = torch::arange(predictive.examples(), torch::kInt64).repeat_interleave(repeats);
    return metric.value(predictive.at(index), labels.index_select(/*dim=*/0, index));
  };
}

}  // namespace

Interval bootstrap_interval(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels,
                            std::int64_t resamples, std::uint64_t seed) {
  return bootstrap_intervals({metric}, predictive, labels, resamples, seed).front();
}

std::vector<Interval> bootstrap_intervals(const std::vector<Metric>& metrics, const Predictive& predictive,
                                          const torch::Tensor& labels, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run) {
  std::vector<Interval> intervals;
  for (const auto& values : bootstrap_values(metrics, predictive, labels, resamples, seed, run)) {
    intervals.push_back(percentile_interval(values));
  }
  return intervals;
}

std::vector<std::vector<double>> bootstrap_values(const std::vector<Metric>& metrics,
                                                  const Predictive& predictive, const torch::Tensor& labels,
                                                  std::int64_t resamples, std::uint64_t seed,
                                                  const RunJobs& run) {
  const LabelledPredictive examples(predictive, labels);
  if (resamples < 1) {
    throw Error("number of resamples is " + std::to_string(resamples), "bootstrap", "choose at least 1");
  }
  std::vector<CountedMetric> counted;
  for (const auto& metric : metrics) {
    counted.push_back(metric.counted ? metric.counted(examples) : by_repeating(metric, predictive, labels));
  }
  std::vector<std::vector<double>> values(metrics.size(),
                                          std::vector<double>(static_cast<std::size_t>(resamples)));
  run(resamples, [&](std::int64_t i) {
    const auto resample = draw_resample(seed, static_cast<std::uint64_t>(i), predictive.examples());
    for (std::size_t m = 0; m < metrics.size(); ++m) values[m][i] = counted[m](resample);
  });
  return values;
}

Interval percentile_interval(const std::vector<double>& values) {
  std::vector<double> defined;
  std::copy_if(values.begin(), values.end(), std::back_inserter(defined),
               [](double value) { return !std::isnan(value); });
  std::sort(defined.begin(), defined.end());
  return {sorted_quantile(defined, kLowShare), sorted_quantile(defined, kHighShare)};
}

}  // namespace bayes
