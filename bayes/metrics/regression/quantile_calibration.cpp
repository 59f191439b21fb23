#include "bayes/metrics/regression/quantile_calibration.h"

#include <algorithm>
#include <numeric>

#include "bayes/core/interval.h"
#include "bayes/metrics/regression/pit_values.h"

namespace bayes {

RegressionMetric calibration_area_metric() {
  auto metric = regression_metric(
      {"calibration_area", "Area between observed and nominal quantile shares", Better::kLower, Unit::kShare,
       "Calibration area", "Kuleshov et al. 2018; Tran et al. 2020"},
      [](const TargetedMixture& examples) -> CountedMetric {
        return [pit = examples.part<PitValues>()](const Resample& resample) {
          const auto& areas = resample.sums(*pit);
          return std::accumulate(areas.begin(), areas.end(), 0.0) / static_cast<double>(areas.size());
        };
      });
  // An integral of absolute values. In simulated sets of 300 examples its intervals cover 0 of calibrated
  // predictives always, and 0.053 of ones that are too sure in 99 %.
  metric.resampling = Resampling::kUpward;
  return metric;
}

CalibrationCurve calibration_curve(const torch::Tensor& pit) {
  const auto values = checked_pit(pit);
  const auto examples = static_cast<std::int64_t>(values.size());
  CalibrationCurve curve;
  for (int twentieths = 1; twentieths < 20; ++twentieths) {
    const double nominal = twentieths / 20.0;
    const auto covered = static_cast<double>(std::count_if(
        values.begin(), values.end(), [nominal](double value) { return is_central(value, nominal); }));
    const auto [low, high] = binomial_interval(covered, examples);
    curve.nominal.push_back(nominal);
    curve.observed.push_back(covered / static_cast<double>(examples));
    curve.low.push_back(low);
    curve.high.push_back(high);
  }
  return curve;
}

}  // namespace bayes
