#include "bayes/metrics/selective/excess_risk_coverage.h"

#include <cmath>

#include "bayes/metrics/classification/accuracy.h"
#include "bayes/metrics/selective/risk_coverage.h"

namespace bayes {
namespace {

double best_area(std::int64_t examples, std::int64_t errors) {
  double area = 0.0;
  for (std::int64_t wrong = 1; wrong <= errors; ++wrong) {
    area += static_cast<double>(wrong) / static_cast<double>(examples - errors + wrong);
  }
  return area / static_cast<double>(examples);
}

CountedMetric counted_excess(const LabelledPredictive& examples) {
  return [area = area_under_risk_coverage_metric().counted(examples),
          accuracy = accuracy_metric().counted(examples)](const Resample& resample) {
    const double errors = (1.0 - accuracy(resample)) * static_cast<double>(resample.total());
    return area(resample) - best_area(resample.total(), std::llround(errors));
  };
}

}  // namespace

double excess_area_under_risk_coverage(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_excess({predictive, labels}), predictive);
}

Metric excess_area_under_risk_coverage_metric() {
  Metric metric{{"eaurc", "Excess area under the risk-coverage curve", Better::kLower, Unit::kPlain, "E-AURC",
                 "Geifman et al. 2019"},
                {},
                excess_area_under_risk_coverage,
                counted_excess};
  metric.least_events = Metric::kLeastRankedEvents;
  return metric;
}

}  // namespace bayes
