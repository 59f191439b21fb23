#include "bayes/metrics/calibration/classwise_calibration_error.h"

#include <cmath>

#include "bayes/metrics/class_bins.h"

namespace bayes {
namespace {

CountedMetric counted_classwise_error(const LabelledPredictive& examples, std::int64_t bins) {
  return [binned = examples.part<ClassBins>(bins)](const Resample& resample) {
    double gaps = 0.0;
    std::int64_t cells = 0;  // examples times classes
    for (const auto& bin : resample.sums(*binned)) {
      gaps += std::abs(bin.correct - bin.confidence);
      cells += bin.count;
    }
    return gaps / static_cast<double>(cells);
  };
}

}  // namespace

double classwise_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                   std::int64_t bins) {
  return each_once(counted_classwise_error({predictive, labels}, bins), predictive);
}

Metric classwise_calibration_error_metric() {
  Metric metric{
      "ece_classwise",
      "Class-wise calibration error",
      "Kull et al. 2019; Nixon et al. 2019",
      Better::kLower,
      [](const Predictive& predictive, const torch::Tensor& labels) {
        return classwise_calibration_error(predictive, labels);
      },
      [](const LabelledPredictive& examples) { return counted_classwise_error(examples, kCalibrationBins); }};
  metric.resampling = Resampling::kUpward;
  return metric;
}

}  // namespace bayes
