#include "bayes/metrics/resampling/draw_subsets.h"

#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>

#include "bayes/core/error.h"

namespace bayes {

std::vector<std::vector<double>> metrics_of_draw_subsets(const Measured& measured, std::int64_t size,
                                                         const RunJobs& run) {
  if (size < 1 || size > measured.draws()) {
    throw Error("subsets of " + std::to_string(size) + " draws of " + std::to_string(measured.draws()),
                "metrics_of_draw_subsets", "choose a size from 1 to the number of draws");
  }
  const std::int64_t subsets = measured.draws() / size;
  std::vector<std::vector<double>> values(measured.metrics(),
                                          std::vector<double>(static_cast<std::size_t>(subsets)));
  run(subsets, [&](std::int64_t subset) {
    const auto found = measured.some_draws(subset * size, size)->values();
    for (std::size_t m = 0; m < values.size(); ++m) values[m][subset] = found[m];
  });
  return values;
}

double mean_over_subsets(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviation_over_subsets(const std::vector<double>& values) {
  const double mean = mean_over_subsets(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace bayes
