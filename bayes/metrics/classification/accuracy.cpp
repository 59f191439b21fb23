#include "bayes/metrics/classification/accuracy.h"

#include <cstddef>

#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

CountedMetric counted_accuracy(const LabelledPredictive& examples) {
  const auto truth = checked_labels(examples.targets(), examples.predictive());
  const auto predicted = top_prediction(examples.predictive()).predicted;
  std::vector<bool> correct(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) correct[i] = predicted[i] == truth[i];
  return share_of_examples(correct);
}

}  // namespace

double accuracy(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_accuracy({predictive, labels}), predictive);
}

Metric accuracy_metric() {
  Metric metric{{"accuracy", "Accuracy", Better::kHigher, Unit::kShare}, {}, accuracy, counted_accuracy};
  metric.share_of = [](std::int64_t examples) { return examples; };
  return metric;
}

}  // namespace bayes
