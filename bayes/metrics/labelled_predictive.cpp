#include "bayes/metrics/labelled_predictive.h"

#include "bayes/predictive/labels.h"

namespace bayes {

LabelledPredictive::LabelledPredictive(const CategoricalPredictive& predictive, const torch::Tensor& labels)
    : predictive_(predictive), labels_(labels) {
  require_labels(labels, predictive);
}

}  // namespace bayes
