#include "bayes/predictive/top_prediction.h"

#include <algorithm>

#include "bayes/predictive/labels.h"

namespace bayes {

TopPrediction top_prediction(const CategoricalPredictive& predictive) {
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const std::int64_t classes = predictive.classes();
  const double* row = probabilities.data_ptr<double>();
  TopPrediction top;
  for (std::int64_t example = 0; example < predictive.examples(); ++example, row += classes) {
    // LibTorch's max over a dimension leaves open which of equal entries it returns; this is the first.
    const double* best = std::max_element(row, row + classes);
    top.predicted.push_back(best - row);
    // Rounding of the mixture must not push a confidence beyond the last bin.
    top.confidence.push_back(std::min(*best, 1.0));
  }
  return top;
}

std::int64_t events(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto predicted = top_prediction(predictive).predicted;
  std::int64_t right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) right += predicted[i] == truth[i] ? 1 : 0;
  return std::min(right, predictive.examples() - right);
}

}  // namespace bayes
