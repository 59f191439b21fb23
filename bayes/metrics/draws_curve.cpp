#include "bayes/metrics/draws_curve.h"

#include <cmath>
#include <cstddef>

namespace bayes {
namespace {

double mean_over_subsets(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double deviation_over_subsets(const std::vector<double>& values) {
  const double mean = mean_over_subsets(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

std::vector<DrawsCurvePoint> draws_curve(const std::vector<Metric>& metrics, const Predictive& predictive,
                                         const torch::Tensor& labels, const RunJobs& run) {
  require_labels(labels, predictive);
  std::vector<DrawsCurvePoint> curve;
  for (std::int64_t draws = 1; 2 * draws <= predictive.draws(); draws *= 2) {
    const std::int64_t subsets = predictive.draws() / draws;
    std::vector<std::vector<double>> values(metrics.size(), std::vector<double>(subsets));
    run(subsets, [&](std::int64_t subset) {
      const Predictive some(
          predictive.log_probabilities().slice(/*dim=*/0, subset * draws, (subset + 1) * draws));
      for (std::size_t m = 0; m < metrics.size(); ++m) values[m][subset] = metrics[m].value(some, labels);
    });
    DrawsCurvePoint point{draws, subsets, {}, {}};
    for (const auto& of_metric : values) {
      point.values.push_back(mean_over_subsets(of_metric));
      point.errors.push_back(deviation_over_subsets(of_metric));
    }
    curve.push_back(std::move(point));
  }
  return curve;
}

}  // namespace bayes
