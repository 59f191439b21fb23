#include "bayes/metrics/resampling/monte_carlo_error.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bayes {
namespace {

constexpr std::int64_t kSections = 8;

std::int64_t sections_of(std::int64_t draws) {
  std::int64_t sections = 1;
  while (2 * sections <= std::min(draws, kSections)) sections *= 2;
  return sections;
}

/// The predictive of each section, averaged over its draws: [N, C] in log space.
std::vector<torch::Tensor> section_means(const CategoricalPredictive& predictive, std::int64_t sections,
                                         const RunJobs& run) {
  const std::int64_t size = predictive.draws() / sections;
  std::vector<torch::Tensor> means(static_cast<std::size_t>(sections));
  run(sections, [&](std::int64_t section) {
    means[section] = predictive.some_draws(section * size, size).mean_log_probabilities();
  });
  return means;
}

/// Entry of the Hadamard matrix by Sylvester's construction, as a sign: rows but the first are balanced.
bool is_in_first_half(std::int64_t row, std::int64_t section) {
  bool even = true;
  for (std::int64_t common = row & section; common != 0; common &= common - 1) even = !even;
  return even;
}

CategoricalPredictive half_of(const std::vector<torch::Tensor>& means, std::int64_t row, bool first) {
  std::vector<torch::Tensor> half;
  for (std::size_t section = 0; section < means.size(); ++section) {
    if (is_in_first_half(row, static_cast<std::int64_t>(section)) == first) half.push_back(means[section]);
  }
  return CategoricalPredictive(torch::stack(half));
}

}  // namespace

double monte_carlo_error(const Metric& metric, const CategoricalPredictive& predictive,
                         const torch::Tensor& labels) {
  return monte_carlo_errors({metric}, predictive, labels).front();
}

std::vector<double> monte_carlo_errors(const std::vector<Metric>& metrics,
                                       const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                       const RunJobs& run) {
  require_labels(labels, predictive);
  std::vector<double> errors(metrics.size(), 0.0);
  const std::int64_t sections = sections_of(predictive.draws());
  if (sections == 1) return errors;
  const auto means = section_means(predictive, sections, run);
  std::vector<std::vector<double>> of_halves(static_cast<std::size_t>(2 * (sections - 1)));
  run(2 * (sections - 1), [&](std::int64_t half) {
    of_halves[half] = metric_values(metrics, half_of(means, 1 + half / 2, half % 2 == 0), labels);
  });
  const auto used = static_cast<double>(predictive.draws() / sections * sections);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    double squares = 0.0;
    for (std::size_t half = 0; half < of_halves.size(); half += 2) {
      squares += std::pow(of_halves[half][m] - of_halves[half + 1][m], 2);
    }
    const double variance = squares / 4.0 / static_cast<double>(sections - 1);
    errors[m] = std::sqrt(variance * used / static_cast<double>(predictive.draws()));
  }
  return errors;
}

}  // namespace bayes
