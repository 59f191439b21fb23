#include "bayes/metrics/monte_carlo_error.h"

#include <algorithm>
#include <cmath>

#include "bayes/metrics/draw_subsets.h"

namespace bayes {
namespace {

constexpr std::int64_t kSections = 8;

}  // namespace

double monte_carlo_error(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels) {
  return monte_carlo_errors({metric}, predictive, labels).front();
}

std::vector<double> monte_carlo_errors(const std::vector<Metric>& metrics, const Predictive& predictive,
                                       const torch::Tensor& labels, const RunJobs& run) {
  require_labels(labels, predictive);
  std::vector<double> errors(metrics.size(), 0.0);
  if (predictive.draws() == 1) return errors;
  const std::int64_t size = std::max<std::int64_t>(predictive.draws() / kSections, 1);
  const double shrinks = std::sqrt(static_cast<double>(size) / static_cast<double>(predictive.draws()));
  const auto values = metrics_of_draw_subsets(metrics, predictive, labels, size, run);
  for (std::size_t m = 0; m < metrics.size(); ++m) errors[m] = deviation_over_subsets(values[m]) * shrinks;
  return errors;
}

}  // namespace bayes
