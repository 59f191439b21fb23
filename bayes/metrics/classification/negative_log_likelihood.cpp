#include "bayes/metrics/classification/negative_log_likelihood.h"

#include <utility>

namespace bayes {
namespace {

CountedMetric counted_negative_log_likelihood(const LabelledPredictive& examples) {
  const auto& predictive = examples.predictive();
  const auto truth = checked_labels(examples.targets(), predictive);
  const auto log_probabilities = predictive.mean_log_probabilities().contiguous();
  const double* row = log_probabilities.data_ptr<double>();
  std::vector<double> scores;
  for (const std::int64_t label : truth) {
    scores.push_back(-row[label]);
    row += predictive.classes();
  }
  return mean_of_scores(std::move(scores));
}

}  // namespace

double negative_log_likelihood(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_negative_log_likelihood({predictive, labels}), predictive);
}

Metric negative_log_likelihood_metric() {
  Metric metric{{"nll", "Negative log likelihood (nats)", Better::kLower, Unit::kNats, "NLL",
                 "Gneiting and Raftery 2007"},
                {},
                negative_log_likelihood,
                counted_negative_log_likelihood};
  metric.smooth = true;
  return metric;
}

}  // namespace bayes
