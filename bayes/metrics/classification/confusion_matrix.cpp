#include "bayes/metrics/classification/confusion_matrix.h"

#include <cstddef>

#include "bayes/predictive/top_prediction.h"

namespace bayes {

torch::Tensor confusion_matrix(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto predicted = top_prediction(predictive).predicted;
  const std::int64_t classes = predictive.classes();
  const auto matrix = torch::zeros({classes, classes}, torch::kInt64);
  auto* counts = matrix.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < truth.size(); ++i) ++counts[truth[i] * classes + predicted[i]];
  return matrix;
}

}  // namespace bayes
