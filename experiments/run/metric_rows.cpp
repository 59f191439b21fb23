#include "experiments/run/metric_rows.h"

#include "bayes/metrics/resampling/bootstrap.h"
#include "bayes/metrics/resampling/draws_curve.h"
#include "bayes/metrics/resampling/monte_carlo_error.h"

namespace bnn {

std::vector<report::MetricRow> metric_rows(const std::string& set, const bayes::Measured& measured,
                                           const ExperimentConfig& config, const WatchedPool& pool) {
  const auto monte_carlo =
      bayes::monte_carlo_errors(measured, pool.jobs("Monte Carlo errors of " + set, "sections"));
  const auto intervals = bayes::bootstrap_intervals(measured, config.evaluation.bootstrap_resamples,
                                                    static_cast<std::uint64_t>(config.seed),
                                                    pool.jobs("intervals of " + set, "resamples"));
  const auto values = measured.values();
  std::vector<report::MetricRow> rows;
  for (std::size_t i = 0; i < measured.metrics(); ++i) {
    rows.push_back(
        {measured.info(i),
         {values[i], intervals[i].low, intervals[i].high, monte_carlo[i], !measured.rules(i).smooth}});
  }
  return rows;
}

std::vector<report::DrawsPoint> draws_points(const bayes::Measured& measured,
                                             const std::vector<report::MetricRow>& rows,
                                             const WatchedPool& pool) {
  if (measured.draws() == 1) return {};
  std::vector<report::DrawsPoint> points;
  for (const auto& found : bayes::draws_curve(measured, pool.jobs("fewer draws", "subsets"))) {
    report::DrawsPoint point{found.draws, found.subsets, {}};
    for (std::size_t i = 0; i < measured.metrics(); ++i) {
      point.metrics.push_back({measured.info(i).key, found.values[i], found.errors[i]});
    }
    points.push_back(std::move(point));
  }
  report::DrawsPoint all{measured.draws(), 1, {}};
  for (const auto& row : rows) {
    all.metrics.push_back({row.key, row.estimate.value, row.estimate.monte_carlo_error});
  }
  points.push_back(std::move(all));
  return points;
}

}  // namespace bnn
