#include "bayes/conformal/conformal_intervals.h"

#include <torch/torch.h>

#include "bayes/conformal/split_conformal.h"
#include "bayes/core/error.h"

namespace bayes {

ConformalIntervalMethod absolute_residuals(const ConformalIntervalOptions& options) {
  return {options, [](const MixturePredictive& predictive) {
            const auto mean = predictive.mean();
            return IntervalSeed{mean, mean, torch::ones_like(mean)};
          }};
}

ConformalIntervalMethod scaled_residuals(const ConformalIntervalOptions& options) {
  return {options, [](const MixturePredictive& predictive) {
            const auto mean = predictive.mean();
            return IntervalSeed{mean, mean, predictive.variance().sqrt()};
          }};
}

ConformalIntervalMethod conformalised_quantiles(const ConformalIntervalOptions& options) {
  return {options, [coverage = options.coverage](const MixturePredictive& predictive) {
            const auto lower = predictive.quantile((1.0 - coverage) / 2.0);
            return IntervalSeed{lower, predictive.quantile((1.0 + coverage) / 2.0), torch::ones_like(lower)};
          }};
}

NumberIntervals ConformalIntervals::intervals(const MixturePredictive& predictive) const {
  if (predictive.targets() != thresholds.size(0)) {
    throw Error(
        std::to_string(predictive.targets()) + " targets instead of " + std::to_string(thresholds.size(0)),
        "ConformalIntervals::intervals", "give a predictive of the targets that it was fitted on");
  }
  const auto [lower, upper, step] = method.seed(predictive);
  return {lower - thresholds * step, upper + thresholds * step};
}

ConformalIntervals fit_conformal_intervals(const ConformalIntervalMethod& method,
                                           const MixturePredictive& validation,
                                           const torch::Tensor& targets) {
  require_targets(validation, targets);
  const double coverage = method.options.coverage;
  require_coverage(coverage, "fit_conformal_intervals");
  const auto [lower, upper, step] = method.seed(validation);
  const auto truth = targets.to(torch::kCPU, torch::kFloat64);
  const auto scores = torch::maximum(lower - truth, truth - upper) / step;
  ConformalIntervals fitted{method, torch::empty({validation.targets()}, torch::kFloat64),
                            validation.examples()};
  for (std::int64_t d = 0; d < validation.targets(); ++d)
    fitted.thresholds[d] = conformal_threshold(scores.select(/*dim=*/1, d), coverage);
  return fitted;
}

std::string too_few_for_coverage(const ConformalIntervals& fitted) {
  const std::int64_t wanted = fewest_for_coverage(fitted.method.options.coverage);
  if (fitted.calibrated >= wanted) return "";
  return "This coverage takes " + std::to_string(wanted) + " validation examples, and there are " +
         std::to_string(fitted.calibrated) + ": every interval is infinite.";
}

}  // namespace bayes
