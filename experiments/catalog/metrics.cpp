#include "experiments/catalog/metrics.h"

#include <limits>

#include "bayes/metrics/calibration/calibration_errors.h"
#include "bayes/metrics/classification/accuracy.h"
#include "bayes/metrics/classification/brier_decomposition.h"
#include "bayes/metrics/classification/brier_score.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "bayes/metrics/classification/root_brier_score.h"
#include "bayes/metrics/classification/top_k_accuracy.h"
#include "bayes/metrics/selective/excess_risk_coverage.h"
#include "bayes/metrics/selective/misclassification_auroc.h"
#include "bayes/metrics/selective/risk_coverage.h"
#include "bayes/metrics/selective/selective_accuracy.h"

namespace bnn {
namespace {

report::Better to_record(bayes::Better better) {
  switch (better) {
    case bayes::Better::kHigher:
      return report::Better::kHigher;
    case bayes::Better::kNeither:
      return report::Better::kNeither;
    case bayes::Better::kLower:
      break;
  }
  return report::Better::kLower;
}

}  // namespace

const std::vector<bayes::Metric>& metrics() {
  using namespace bayes;
  static const std::vector<Metric> list{
      accuracy_metric(),
      top_k_accuracy_metric(2),
      top_k_accuracy_metric(3),
      negative_log_likelihood_metric(),
      brier_score_metric(),
      root_brier_score_metric(),
      brier_reliability_metric(),
      brier_resolution_metric(),
      brier_uncertainty_metric(),
      expected_calibration_error_metric(),
      adaptive_calibration_error_metric(),
      classwise_calibration_error_metric(),
      maximum_calibration_error_metric(),
      debiased_calibration_error_metric(),
      kernel_calibration_error_metric(),
      misclassification_auroc_metric(),
      selective_accuracy_metric(80),
      selective_accuracy_metric(90),
      selective_accuracy_metric(95),
      area_under_risk_coverage_metric(),
      excess_area_under_risk_coverage_metric(),
  };
  return list;
}

report::MetricRow empty_row(const bayes::Metric& metric) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return {metric.key, metric.title, to_record(metric.better), {kNone, kNone, kNone, kNone, !metric.smooth}};
}

}  // namespace bnn
