#include "bayes/metrics/monte_carlo_error.h"

#include <cmath>
#include <cstddef>
#include <numeric>

#include "bayes/predictive/leave_one_out.h"

namespace bayes {

double jackknife_error(const std::vector<double>& left_out) {
  const auto draws = static_cast<double>(left_out.size());
  const double mean = std::accumulate(left_out.begin(), left_out.end(), 0.0) / draws;
  double squares = 0.0;
  for (const double value : left_out) squares += (value - mean) * (value - mean);
  return std::sqrt((draws - 1.0) / draws * squares);
}

double monte_carlo_error(const Metric& metric, const Predictive& predictive, const torch::Tensor& labels) {
  return monte_carlo_errors({metric}, predictive, labels).front();
}

std::vector<double> monte_carlo_errors(const std::vector<Metric>& metrics, const Predictive& predictive,
                                       const torch::Tensor& labels) {
  require_labels(labels, predictive);
  std::vector<double> errors(metrics.size(), 0.0);
  if (predictive.draws() == 1) return errors;
  std::vector<std::vector<double>> left_out(metrics.size());
  const LeaveOneOut leave_one_out(predictive);
  for (std::int64_t draw = 0; draw < predictive.draws(); ++draw) {
    const auto rest = leave_one_out.without(draw);
    for (std::size_t m = 0; m < metrics.size(); ++m) left_out[m].push_back(metrics[m].value(rest, labels));
  }
  for (std::size_t m = 0; m < metrics.size(); ++m) errors[m] = jackknife_error(left_out[m]);
  return errors;
}

}  // namespace bayes
