#include "bayes/metrics/accuracy.h"

#include <cstddef>
#include <utility>

#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

CountedMetric counted_accuracy(const Predictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto predicted = top_prediction(predictive).predicted;
  std::vector<double> correct(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) correct[i] = predicted[i] == truth[i] ? 1.0 : 0.0;
  return mean_of_scores(std::move(correct));
}

}  // namespace

double accuracy(const Predictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_accuracy(predictive, labels), predictive);
}

Metric accuracy_metric() { return {"accuracy", "Accuracy", "", true, accuracy, counted_accuracy}; }

}  // namespace bayes
