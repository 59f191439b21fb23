#include "bayes/metrics/regression/regression_metric.h"

#include <torch/torch.h>

#include <utility>

namespace bayes {

RegressionMetric regression_metric(MetricInfo info,
                                   std::function<CountedMetric(const TargetedMixture& examples)> counted) {
  auto value = [counted](const MixturePredictive& predictive, const torch::Tensor& targets) {
    return each_once(counted({predictive, targets}), predictive);
  };
  return {std::move(info), {}, std::move(value), std::move(counted)};
}

std::vector<double> numbers_of(const torch::Tensor& tensor) {
  const auto values = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
  const auto* first = values.data_ptr<double>();
  return {first, first + values.numel()};
}

}  // namespace bayes
