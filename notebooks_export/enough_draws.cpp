#include "notebooks_export/enough_draws.h"

#include <limits>

#include "notebooks_export/result_tables.h"

namespace report {
namespace {

constexpr double kIntervalOverError = 2.0 * 1.959963984540054;

}  // namespace

double error_over_images(const RunRecord& run, const std::string& key) {
  const SplitRecord* test = test_split(run);
  if (test != nullptr) {
    for (const MetricRow& metric : test->metrics) {
      if (metric.key == key) return (metric.estimate.high - metric.estimate.low) / kIntervalOverError;
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::optional<std::int64_t> enough_draws(const RunRecord& run, const std::string& key) {
  const double bearable = kNegligible * error_over_images(run, key);
  std::optional<std::int64_t> enough;
  for (auto point = run.draws.rbegin(); point != run.draws.rend(); ++point) {
    for (const MetricOfDraws& metric : point->metrics) {
      if (metric.key != key) continue;
      if (!(metric.monte_carlo_error < bearable)) return enough;
      enough = point->draws;
    }
  }
  return enough;
}

}  // namespace report
