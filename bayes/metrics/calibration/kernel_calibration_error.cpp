#include "bayes/metrics/calibration/kernel_calibration_error.h"

#include <algorithm>
#include <cmath>

#include "bayes/metrics/confidence_ranking.h"

namespace bayes {
namespace {

constexpr double kKernelWidth = 0.4;

/// The kernel between each confidence and the one before it, falling confidences: the first has none.
std::vector<double> kernels_to_next(const std::vector<double>& confidences) {
  std::vector<double> kernels(confidences.size(), 0.0);
  for (std::size_t i = 1; i < kernels.size(); ++i)
    kernels[i] = std::exp((confidences[i] - confidences[i - 1]) / kKernelWidth);
  return kernels;
}

CountedMetric counted_kernel_error(const LabelledPredictive& examples) {
  const auto ranking = examples.part<ConfidenceRanking>();
  return [ranking, kernels = kernels_to_next(ranking->confidences())](const Resample& resample) {
    double sum = 0.0;
    // Sum over the groups before this one of gap times kernel to this one: goes on by one factor a group.
    double felt = 0.0;
    const double* kernel = kernels.data();
    for (const auto& group : resample.sums(*ranking)) {
      felt *= *kernel++;
      const double gap =
          static_cast<double>(group.correct) - static_cast<double>(group.count) * group.confidence;
      sum += gap * (gap + 2.0 * felt);
      felt += gap;
    }
    // The kernel is positive definite: what is below 0 is rounding.
    return std::sqrt(std::max(sum, 0.0)) / static_cast<double>(resample.total());
  };
}

}  // namespace

double kernel_calibration_error(const Predictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_kernel_error({predictive, labels}), predictive);
}

Metric kernel_calibration_error_metric() {
  Metric metric{"mmce",         "Maximum mean calibration error", "Kumar, Sarawagi and Jain 2018",
                Better::kLower, kernel_calibration_error,         counted_kernel_error};
  metric.resampling = Resampling::kUpward;
  return metric;
}

}  // namespace bayes
