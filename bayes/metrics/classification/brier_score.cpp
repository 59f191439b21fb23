#include "bayes/metrics/classification/brier_score.h"

#include <utility>

namespace bayes {
namespace {

CountedMetric counted_brier_score(const LabelledPredictive& examples) {
  const auto& predictive = examples.predictive();
  const auto truth = checked_labels(examples.targets(), predictive);
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const double* row = probabilities.data_ptr<double>();
  std::vector<double> scores;
  for (const std::int64_t label : truth) {
    double score = 0.0;
    for (std::int64_t c = 0; c < predictive.classes(); ++c) {
      const double difference = row[c] - (c == label ? 1.0 : 0.0);
      score += difference * difference;
    }
    scores.push_back(score);
    row += predictive.classes();
  }
  return mean_of_scores(std::move(scores));
}

}  // namespace

double brier_score(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_brier_score({predictive, labels}), predictive);
}

Metric brier_score_metric() {
  Metric metric{{"brier", "Brier score", Better::kLower, Unit::kPlain, "Brier", "Brier 1950"},
                {},
                brier_score,
                counted_brier_score};
  metric.smooth = true;
  return metric;
}

}  // namespace bayes
