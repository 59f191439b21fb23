#include "bayes/metrics/calibration/maximum_calibration_error.h"

#include <algorithm>
#include <cmath>

namespace bayes {
namespace {

CountedMetric counted_maximum_error(const LabelledPredictive& examples, std::int64_t bins) {
  return [binned = examples.part<ConfidenceBins>(bins)](const Resample& resample) {
    double largest = 0.0;
    for (const auto& bin : resample.sums(*binned)) {
      if (bin.count == 0) continue;
      largest = std::max(largest, std::abs(bin.correct - bin.confidence) / static_cast<double>(bin.count));
    }
    return largest;
  };
}

}  // namespace

double maximum_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                 std::int64_t bins) {
  return each_once(counted_maximum_error({predictive, labels}, bins), predictive);
}

Metric maximum_calibration_error_metric() {
  Metric metric{
      "mce",
      "Maximum calibration error",
      "Naeini et al. 2015; Guo et al. 2017",
      Better::kLower,
      [](const Predictive& predictive, const torch::Tensor& labels) {
        return maximum_calibration_error(predictive, labels);
      },
      [](const LabelledPredictive& examples) { return counted_maximum_error(examples, kCalibrationBins); }};
  metric.resampling = Resampling::kNone;
  return metric;
}

}  // namespace bayes
