#include "bayes/metrics/classification/top_k_accuracy.h"

#include <string>

#include "bayes/core/error.h"

namespace bayes {
namespace {

CountedMetric counted_top_k_accuracy(const LabelledPredictive& examples, std::int64_t k) {
  if (k < 1) throw Error("k is " + std::to_string(k), "top-k accuracy", "choose at least 1");
  const auto& predictive = examples.predictive();
  const auto truth = checked_labels(examples.targets(), predictive);
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const double* row = probabilities.data_ptr<double>();
  std::vector<bool> among;
  for (const std::int64_t label : truth) {
    std::int64_t before = 0;
    for (std::int64_t c = 0; c < predictive.classes(); ++c) {
      before += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
    }
    among.push_back(before < k);
    row += predictive.classes();
  }
  return share_of_examples(among);
}

}  // namespace

double top_k_accuracy(const CategoricalPredictive& predictive, const torch::Tensor& labels, std::int64_t k) {
  return each_once(counted_top_k_accuracy({predictive, labels}, k), predictive);
}

Metric top_k_accuracy_metric(std::int64_t k) {
  const auto number = std::to_string(k);
  Metric metric{{"top" + number + "_accuracy", "Top-" + number + " accuracy", Better::kHigher, Unit::kShare},
                {},
                [k](const CategoricalPredictive& predictive, const torch::Tensor& labels) {
                  return top_k_accuracy(predictive, labels, k);
                },
                [k](const LabelledPredictive& examples) { return counted_top_k_accuracy(examples, k); }};
  metric.share_of = [](std::int64_t examples) { return examples; };
  return metric;
}

}  // namespace bayes
