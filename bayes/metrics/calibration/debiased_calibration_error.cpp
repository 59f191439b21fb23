#include "bayes/metrics/calibration/debiased_calibration_error.h"

#include <algorithm>
#include <cmath>

#include "bayes/metrics/calibration/equal_mass_bins.h"

namespace bayes {
namespace {

CountedMetric counted_debiased_error(const LabelledPredictive& examples, std::int64_t bins) {
  require_bins(bins);
  return [ranking = examples.part<ConfidenceRanking>(), bins](const Resample& resample) {
    double squares = 0.0;
    std::int64_t total = 0;
    for (const auto& bin : equal_mass_bins(resample.sums(*ranking), bins)) {
      total += bin.count;
      if (bin.count < 2) continue;
      const auto count = static_cast<double>(bin.count);
      const double right = bin.correct / count;
      const double gap = bin.confidence / count - right;
      squares += count * (gap * gap - right * (1.0 - right) / (count - 1.0));
    }
    return std::sqrt(std::max(squares, 0.0) / static_cast<double>(total));
  };
}

}  // namespace

double debiased_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return each_once(counted_debiased_error({predictive, labels}, bins), predictive);
}

Metric debiased_calibration_error_metric() {
  Metric metric{
      "ece_l2_debiased",
      "Debiased L2 calibration error",
      "Kumar, Liang and Ma 2019",
      Better::kLower,
      [](const Predictive& predictive, const torch::Tensor& labels) {
        return debiased_calibration_error(predictive, labels);
      },
      [](const LabelledPredictive& examples) { return counted_debiased_error(examples, kCalibrationBins); }};
  metric.resampling = Resampling::kUpwardInResamples;
  return metric;
}

}  // namespace bayes
