#include "bayes/metrics/resampling/draws_curve.h"

#include <utility>

#include "bayes/metrics/resampling/draw_subsets.h"

namespace bayes {

std::vector<DrawsCurvePoint> draws_curve(const Measured& measured, const RunJobs& run) {
  std::vector<DrawsCurvePoint> curve;
  for (std::int64_t draws = 1; 2 * draws <= measured.draws(); draws *= 2) {
    DrawsCurvePoint point{draws, measured.draws() / draws, {}, {}};
    for (const auto& of_metric : metrics_of_draw_subsets(measured, draws, run)) {
      point.values.push_back(mean_over_subsets(of_metric));
      point.errors.push_back(deviation_over_subsets(of_metric));
    }
    curve.push_back(std::move(point));
  }
  return curve;
}

}  // namespace bayes
