#include "bayes/metrics/metric.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace bayes {

double each_once(const CountedMetric& metric, const Predictive& predictive) {
  return metric(ExampleCounts(static_cast<std::size_t>(predictive.examples()), 1));
}

CountedMetric mean_of_scores(std::vector<double> scores) {
  // An infinite score that does not count must not become 0 * inf = NaN; where there is none, nothing needs
  // to be skipped, which is quicker.
  const bool finite =
      std::all_of(scores.begin(), scores.end(), [](double score) { return std::isfinite(score); });
  return [scores = std::move(scores), finite](const ExampleCounts& counts) {
    double sum = 0.0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (finite || counts[i] != 0) sum += counts[i] * scores[i];
    }
    return sum / static_cast<double>(total_count(counts));
  };
}

std::int64_t total_count(const ExampleCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

}  // namespace bayes
