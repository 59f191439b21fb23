#pragma once

#include <vector>

#include "bayes/metrics/regression/density_scores.h"
#include "bayes/metrics/regression/point_errors.h"
#include "bayes/metrics/regression/predictive_intervals.h"
#include "bayes/metrics/regression/quantile_calibration.h"
#include "bayes/metrics/regression/sparsification.h"

namespace bayes {

/// Of `targets` targets, one or more, the first two by name.
inline std::vector<RegressionMetric> all_regression_metrics(std::int64_t targets) {
  std::vector<RegressionMetric> metrics{rmse_metric(),
                                        mae_metric(),
                                        r2_metric(),
                                        negative_log_density_metric(),
                                        crps_metric(),
                                        calibration_area_metric(),
                                        sharpness_metric(),
                                        ause_total_metric(),
                                        ause_epistemic_metric()};
  for (const std::int64_t percent : {50, 80, 90, 95}) {
    metrics.push_back(interval_coverage_metric(percent, targets));
    metrics.push_back(interval_width_metric(percent));
  }
  if (targets > 1) {
    metrics.push_back(rmse_metric(0, "first"));
    metrics.push_back(rmse_metric(1, "second"));
  }
  return metrics;
}

}  // namespace bayes
