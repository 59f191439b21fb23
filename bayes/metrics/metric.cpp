#include "bayes/metrics/metric.h"

#include <cstddef>
#include <utility>

#include "bayes/core/error.h"

namespace bayes {

void require_labels(const torch::Tensor& labels, const Predictive& predictive) {
  if (!labels.defined() || labels.dim() != 1 || labels.scalar_type() != torch::kInt64) {
    throw Error("labels are not an int64 vector", "labels", "give one class index per example");
  }
  if (labels.size(0) != predictive.examples()) {
    throw Error(
        std::to_string(labels.size(0)) + " labels for " + std::to_string(predictive.examples()) + " examples",
        "labels", "give one class index per example");
  }
  const auto lowest = labels.min().item<std::int64_t>();
  const auto highest = labels.max().item<std::int64_t>();
  if (lowest < 0 || highest >= predictive.classes()) {
    throw Error("label " + std::to_string(lowest < 0 ? lowest : highest) + " is not a class", "labels",
                "choose class indices in [0, " + std::to_string(predictive.classes()) + ")");
  }
}

std::vector<std::int64_t> checked_labels(const torch::Tensor& labels, const Predictive& predictive) {
  require_labels(labels, predictive);
  const auto values = labels.to(torch::kCPU).contiguous();
  const auto* begin = values.data_ptr<std::int64_t>();
  return {begin, begin + values.numel()};
}

double each_once(const CountedMetric& metric, const Predictive& predictive) {
  return metric(ExampleCounts(static_cast<std::size_t>(predictive.examples()), 1));
}

CountedMetric mean_of_scores(std::vector<double> scores) {
  return [scores = std::move(scores)](const ExampleCounts& counts) {
    double sum = 0.0;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      // An infinite score that does not count must not become 0 * inf = NaN.
      if (counts[i] == 0) continue;
      sum += counts[i] * scores[i];
      total += counts[i];
    }
    return sum / static_cast<double>(total);
  };
}

}  // namespace bayes
