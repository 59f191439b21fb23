#include "bayes/metrics/metric.h"

#include <cstddef>
#include <utility>

namespace bayes {

double each_once(const CountedMetric& metric, const Predictive& predictive) {
  return metric(ExampleCounts(static_cast<std::size_t>(predictive.examples()), 1));
}

CountedMetric mean_of_scores(std::vector<double> scores) {
  return [scores = std::move(scores)](const ExampleCounts& counts) {
    double sum = 0.0;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      // An infinite score that does not count must not become 0 * inf = NaN.
      if (counts[i] == 0) continue;
      sum += counts[i] * scores[i];
      total += counts[i];
    }
    return sum / static_cast<double>(total);
  };
}

}  // namespace bayes
