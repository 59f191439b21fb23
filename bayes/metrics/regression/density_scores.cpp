#include "bayes/metrics/regression/density_scores.h"

#include <torch/torch.h>

namespace bayes {

RegressionMetric negative_log_density_metric() {
  auto metric = regression_metric(
      {"nll", "Negative log likelihood (nats)", Better::kLower, Unit::kNats, "NLL",
       "Gneiting and Raftery 2007"},
      [](const TargetedMixture& examples) {
        return mean_of_scores(numbers_of(-examples.predictive().log_density(examples.targets())));
      });
  metric.smooth = true;
  return metric;
}

RegressionMetric crps_metric() {
  auto metric = regression_metric(
      {"crps", "Continuous ranked probability score", Better::kLower, Unit::kTarget, "CRPS",
       "Gneiting and Raftery 2007"},
      [](const TargetedMixture& examples) {
        return mean_of_scores(numbers_of(examples.predictive().crps(examples.targets()).mean(/*dim=*/1)));
      });
  metric.smooth = true;
  return metric;
}

}  // namespace bayes
