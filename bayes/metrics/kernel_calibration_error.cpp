#include "bayes/metrics/kernel_calibration_error.h"

#include <algorithm>
#include <cmath>

#include "bayes/metrics/confidence_ranking.h"

namespace bayes {
namespace {

constexpr double kKernelWidth = 0.4;

double kernel_error_of(const ConfidenceRanking& ranking, const ExampleCounts& counts) {
  double sum = 0.0;
  // Sum over the groups before this one of gap times kernel to this one: goes on by one factor a group.
  double felt = 0.0;
  double before = 1.0;
  std::int64_t total = 0;
  ranking.visit(counts, [&](const ConfidenceGroup& group) {
    felt *= std::exp((group.confidence - before) / kKernelWidth);
    before = group.confidence;
    const double gap =
        static_cast<double>(group.correct) - static_cast<double>(group.count) * group.confidence;
    sum += gap * (gap + 2.0 * felt);
    felt += gap;
    total += group.count;
  });
  // The kernel is positive definite: what is below 0 is rounding.
  return std::sqrt(std::max(sum, 0.0)) / static_cast<double>(total);
}

CountedMetric counted_kernel_error(const Predictive& predictive, const torch::Tensor& labels) {
  return [ranking = ConfidenceRanking(predictive, labels)](const ExampleCounts& counts) {
    return kernel_error_of(ranking, counts);
  };
}

}  // namespace

double kernel_calibration_error(const Predictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_kernel_error(predictive, labels), predictive);
}

Metric kernel_calibration_error_metric() {
  return {"mmce", "Maximum mean calibration error", "Kumar, Sarawagi and Jain 2018",
          false,  kernel_calibration_error,         counted_kernel_error};
}

}  // namespace bayes
