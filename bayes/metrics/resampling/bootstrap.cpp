#include "bayes/metrics/resampling/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/metrics/resampling/resampling_interval.h"
#include "bayes/predictive/top_prediction.h"

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

/// For metrics without a quicker way: takes the metric of the examples repeated as often as they count.
CountedMetric by_repeating(const Metric& metric, const CategoricalPredictive& predictive,
                           const torch::Tensor& labels) {
  return [&metric, &predictive, labels](const Resample& resample) {
    const auto repeats = torch::tensor(resample.counts(), torch::kInt64);
    const auto index = torch::arange(predictive.examples(), torch::kInt64).repeat_interleave(repeats);
    return metric.value(predictive.at(index), labels.index_select(/*dim=*/0, index));
  };
}

bool is_resampled(const Metric& metric, std::int64_t events) {
  return !metric.share_of && metric.resampling != Resampling::kNone && events >= metric.least_events;
}

Interval share_interval(const Metric& metric, double value, std::int64_t examples) {
  const std::int64_t trials = metric.share_of(examples);
  const double successes = value * static_cast<double>(trials);
  // (k / n) n may miss k by rounding, and then be more than n.
  const double whole = std::round(successes);
  return binomial_interval(std::abs(successes - whole) < 1e-6 ? whole : successes, trials);
}

}  // namespace

std::int64_t events(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto predicted = top_prediction(predictive).predicted;
  std::int64_t right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) right += predicted[i] == truth[i] ? 1 : 0;
  return std::min(right, predictive.examples() - right);
}

Interval bootstrap_interval(const Metric& metric, const CategoricalPredictive& predictive,
                            const torch::Tensor& labels, std::int64_t resamples, std::uint64_t seed) {
  return bootstrap_intervals({metric}, predictive, labels, resamples, seed).front();
}

std::vector<Interval> bootstrap_intervals(const std::vector<Metric>& metrics,
                                          const CategoricalPredictive& predictive,
                                          const torch::Tensor& labels, std::int64_t resamples,
                                          std::uint64_t seed, const RunJobs& run) {
  const auto values = metric_values(metrics, predictive, labels);
  const std::int64_t least = events(predictive, labels);
  std::vector<Metric> resampled;
  for (const auto& metric : metrics) {
    if (is_resampled(metric, least)) resampled.push_back(metric);
  }
  const auto in_resamples = bootstrap_values(resampled, predictive, labels, resamples, seed, run);
  std::vector<Interval> intervals;
  std::size_t next = 0;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (metrics[m].share_of) {
      intervals.push_back(share_interval(metrics[m], values[m], predictive.examples()));
    } else if (is_resampled(metrics[m], least)) {
      intervals.push_back(interval_of(metrics[m].resampling, values[m], in_resamples[next++]));
    } else {
      intervals.push_back(Interval::none());
    }
  }
  return intervals;
}

std::vector<std::vector<double>> bootstrap_values(const std::vector<Metric>& metrics,
                                                  const CategoricalPredictive& predictive,
                                                  const torch::Tensor& labels, std::int64_t resamples,
                                                  std::uint64_t seed, const RunJobs& run) {
  const LabelledPredictive examples(predictive, labels);
  if (resamples < 1) {
    throw Error("number of resamples is " + std::to_string(resamples), "bootstrap", "choose at least 1");
  }
  if (metrics.empty()) return {};
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

}  // namespace bayes
