#include "notebooks_export/tables/enough_draws.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "notebooks_export/tables/result_tables.h"

namespace report {
namespace {

/// 187 as 190: no more is known.
std::int64_t two_digits(double count) {
  const double unit = std::pow(10.0, std::max(std::floor(std::log10(count)) - 1.0, 0.0));
  return std::llround(std::ceil(count / unit) * unit);
}

}  // namespace

double error_over_images(const Estimate& estimate) {
  return (estimate.high - estimate.low) / kIntervalOverError;
}

double error_over_images(const RunRecord& run, const std::string& key) {
  const SplitRecord* test = test_split(run);
  if (test != nullptr) {
    for (const MetricRow& metric : test->metrics) {
      if (metric.key == key) return error_over_images(metric.estimate);
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::optional<DrawsError> draws_error(const RunRecord& run, const std::string& key) {
  if (run.draws.empty()) return std::nullopt;
  const double over_images = error_over_images(run, key);
  for (const MetricOfDraws& metric : run.draws.back().metrics) {
    if (metric.key != key) continue;
    const double share = metric.monte_carlo_error / over_images;
    if (!std::isfinite(share) || share <= 0.0) return std::nullopt;
    const double times = share / kNegligible;
    return DrawsError{share, two_digits(static_cast<double>(run.draws.back().draws) * times * times)};
  }
  return std::nullopt;
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
