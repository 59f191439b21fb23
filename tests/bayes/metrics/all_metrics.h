#pragma once

#include <vector>

#include "bayes/metrics/calibration/calibration_errors.h"
#include "bayes/metrics/classification/accuracy.h"
#include "bayes/metrics/classification/brier_decomposition.h"
#include "bayes/metrics/classification/brier_score.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "bayes/metrics/classification/root_brier_score.h"
#include "bayes/metrics/classification/top_k_accuracy.h"
#include "bayes/metrics/selective/confident_share.h"
#include "bayes/metrics/selective/excess_risk_coverage.h"
#include "bayes/metrics/selective/misclassification_auroc.h"
#include "bayes/metrics/selective/risk_coverage.h"
#include "bayes/metrics/selective/selective_accuracy.h"

namespace bayes {

inline std::vector<Metric> all_metrics() {
  return {accuracy_metric(),
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
          top_k_accuracy_metric(2),
          top_k_accuracy_metric(3),
          confident_share_metric(99),
          selective_accuracy_metric(80),
          selective_accuracy_metric(90),
          selective_accuracy_metric(95),
          area_under_risk_coverage_metric(),
          excess_area_under_risk_coverage_metric(),
          misclassification_auroc_metric()};
}

}  // namespace bayes
