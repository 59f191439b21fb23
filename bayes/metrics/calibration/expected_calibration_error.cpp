#include "bayes/metrics/calibration/expected_calibration_error.h"

#include <cmath>

namespace bayes {
namespace {

CountedMetric counted_expected_error(const LabelledPredictive& examples, std::int64_t bins) {
  return [binned = examples.part<ConfidenceBins>(bins)](const Resample& resample) {
    double gaps = 0.0;
    std::int64_t total = 0;
    for (const auto& bin : resample.sums(*binned)) {
      gaps += std::abs(bin.correct - bin.confidence);
      total += bin.count;
    }
    return gaps / static_cast<double>(total);
  };
}

}  // namespace

double expected_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return each_once(counted_expected_error({predictive, labels}, bins), predictive);
}

Metric expected_calibration_error_metric() {
  Metric metric{
      "ece",
      "Expected calibration error",
      "Naeini et al. 2015; Guo et al. 2017",
      Better::kLower,
      [](const Predictive& predictive, const torch::Tensor& labels) {
        return expected_calibration_error(predictive, labels);
      },
      [](const LabelledPredictive& examples) { return counted_expected_error(examples, kCalibrationBins); }};
  metric.resampling = Resampling::kUpward;
  return metric;
}

}  // namespace bayes
