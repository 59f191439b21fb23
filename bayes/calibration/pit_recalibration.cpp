#include "bayes/calibration/pit_recalibration.h"

#include <torch/torch.h>

#include <cstdint>
#include <string>

#include "bayes/core/error.h"

namespace bayes {
namespace {

/// pit [n], ascending.
IsotonicCurve curve_through(const torch::Tensor& pit) {
  const auto ascending = pit.contiguous();
  const auto* u = ascending.data_ptr<double>();
  const std::int64_t n = ascending.numel();
  IsotonicCurve curve{{0.0}, {0.0}};
  for (std::int64_t first = 0, end = 0; first < n; first = end) {
    while (end < n && u[end] == u[first]) ++end;
    // Beyond what double precision tells apart from 0 and 1 they only count.
    if (u[first] <= 0.0 || u[first] >= 1.0) continue;
    curve.x.push_back(u[first]);
    curve.y.push_back(static_cast<double>(first + 1 + end) / 2.0 / static_cast<double>(n + 1));
  }
  curve.x.push_back(1.0);
  curve.y.push_back(1.0);
  return curve;
}

void require_same_targets(const PitRecalibration& fitted, const MixturePredictive& predictive) {
  const auto targets = static_cast<std::int64_t>(fitted.curves.size());
  if (predictive.targets() == targets) return;
  throw Error(std::to_string(predictive.targets()) + " targets instead of " + std::to_string(targets),
              "PitRecalibration", "give a predictive of the targets that it was fitted on");
}

}  // namespace

torch::Tensor PitRecalibration::cdf(const MixturePredictive& predictive, const torch::Tensor& values) const {
  require_same_targets(*this, predictive);
  auto shares = predictive.cdf(values).contiguous().clone();
  auto* share = shares.data_ptr<double>();
  for (std::int64_t i = 0; i < predictive.examples(); ++i) {
    for (const auto& curve : curves) {
      *share = curve(*share);
      ++share;
    }
  }
  return shares;
}

torch::Tensor PitRecalibration::quantile(const MixturePredictive& predictive, double share) const {
  require_same_targets(*this, predictive);
  if (!(share > 0.0 && share < 1.0)) {
    throw Error("the share is " + std::to_string(share), "PitRecalibration::quantile",
                "choose one in (0, 1)");
  }
  std::vector<torch::Tensor> quantiles;
  for (std::size_t d = 0; d < curves.size(); ++d) {
    const auto at = static_cast<std::int64_t>(d);
    const MixturePredictive target(predictive.location().slice(/*dim=*/2, at, at + 1),
                                   predictive.scale().slice(/*dim=*/2, at, at + 1), predictive.degrees());
    quantiles.push_back(target.quantile(IsotonicCurve{curves[d].y, curves[d].x}(share)));
  }
  return torch::cat(quantiles, /*dim=*/1);
}

PitRecalibration fit_pit_recalibration(const MixturePredictive& validation, const torch::Tensor& targets) {
  require_targets(validation, targets);
  const auto ascending = std::get<0>(validation.cdf(targets).sort(/*dim=*/0));
  PitRecalibration fitted;
  for (std::int64_t d = 0; d < validation.targets(); ++d)
    fitted.curves.push_back(curve_through(ascending.select(/*dim=*/1, d)));
  return fitted;
}

}  // namespace bayes
