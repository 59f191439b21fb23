#include "bayes/metrics/metric.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
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
  return [scores = std::move(scores), finite](const Resample& resample) {
    const auto& counts = resample.counts();
    double sum = 0.0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (finite || counts[i] != 0) sum += counts[i] * scores[i];
    }
    return sum / static_cast<double>(resample.total());
  };
}

CountedMetric share_of_examples(const std::vector<bool>& holds) {
  // Whole numbers: their sum may be taken in any order, and so in vectors.
  return [factors = ExampleCounts(holds.begin(), holds.end())](const Resample& resample) {
    const auto& counts = resample.counts();
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < factors.size(); ++i) sum += counts[i] * factors[i];
    return static_cast<double>(sum) / static_cast<double>(resample.total());
  };
}

}  // namespace bayes
