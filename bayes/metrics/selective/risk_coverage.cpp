#include "bayes/metrics/selective/risk_coverage.h"

#include "bayes/metrics/confidence_ranking.h"

namespace bayes {
namespace {

double area_of(const std::vector<ConfidenceGroup>& ranked) {
  double area = 0.0;
  std::int64_t covered = 0;
  std::int64_t errors = 0;
  for (const auto& group : ranked) {
    const std::int64_t wrong = group.count - group.correct;
    // Before the first error the risk is 0: most of a good classifier's examples.
    for (std::int64_t j = 1; j <= group.count && errors + wrong > 0; ++j) {
      const double expected_errors =
          static_cast<double>(errors) + static_cast<double>(wrong * j) / static_cast<double>(group.count);
      area += expected_errors / static_cast<double>(covered + j);
    }
    covered += group.count;
    errors += wrong;
  }
  return area / static_cast<double>(covered);
}

CountedMetric counted_area(const LabelledPredictive& examples) {
  return [ranking = examples.part<ConfidenceRanking>()](const Resample& resample) {
    return area_of(resample.sums(*ranking));
  };
}

}  // namespace

double area_under_risk_coverage(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_area({predictive, labels}), predictive);
}

Metric area_under_risk_coverage_metric() {
  Metric metric{{"aurc", "Area under the risk-coverage curve", Better::kLower, Unit::kPlain, "AURC",
                 "Geifman et al. 2019"},
                {},
                area_under_risk_coverage,
                counted_area};
  metric.least_events = Metric::kLeastRankedEvents;
  return metric;
}

}  // namespace bayes
