#include "bayes/metrics/classification/root_brier_score.h"

#include <cmath>

#include "bayes/metrics/classification/brier_score.h"

namespace bayes {
namespace {

CountedMetric counted_root_brier_score(const LabelledPredictive& examples) {
  return [brier = brier_score_metric().counted(examples)](const Resample& resample) {
    return std::sqrt(brier(resample));
  };
}

}  // namespace

double root_brier_score(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return std::sqrt(brier_score(predictive, labels));
}

Metric root_brier_score_metric() {
  Metric metric{
      {"brier_root", "Root Brier score", Better::kLower, Unit::kPlain, "", "Gruber and Buettner 2022"},
      {},
      root_brier_score,
      counted_root_brier_score};
  metric.smooth = true;
  return metric;
}

}  // namespace bayes
