#include "bayes/metrics/calibration/adaptive_calibration_error.h"

#include <cmath>

#include "bayes/metrics/calibration/equal_mass_bins.h"

namespace bayes {
namespace {

CountedMetric counted_adaptive_error(const LabelledPredictive& examples, std::int64_t bins) {
  require_bins(bins);
  return [ranking = examples.part<ConfidenceRanking>(), bins](const Resample& resample) {
    double gaps = 0.0;
    std::int64_t total = 0;
    for (const auto& bin : equal_mass_bins(resample.sums(*ranking), bins)) {
      gaps += std::abs(bin.correct - bin.confidence);
      total += bin.count;
    }
    return gaps / static_cast<double>(total);
  };
}

}  // namespace

double adaptive_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return each_once(counted_adaptive_error({predictive, labels}, bins), predictive);
}

Metric adaptive_calibration_error_metric() {
  Metric metric{
      "ece_adaptive",
      "Adaptive calibration error",
      "Nguyen and O'Connor 2015; Nixon et al. 2019",
      Better::kLower,
      [](const Predictive& predictive, const torch::Tensor& labels) {
        return adaptive_calibration_error(predictive, labels);
      },
      [](const LabelledPredictive& examples) { return counted_adaptive_error(examples, kCalibrationBins); }};
  metric.resampling = Resampling::kUpward;
  return metric;
}

}  // namespace bayes
