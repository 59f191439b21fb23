#include "bayes/metrics/misclassification_auroc.h"

#include <cstddef>
#include <limits>

#include "bayes/metrics/tie_groups.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

struct RankedErrors {
  TieGroups by_entropy;
  std::vector<bool> wrong;  ///< [N]
};

RankedErrors ranked_errors(const Predictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  const auto entropy = predictive_entropy(predictive);
  const auto* first = entropy.data_ptr<double>();
  RankedErrors ranked{tie_groups({first, first + entropy.numel()}), {}};
  for (std::size_t i = 0; i < truth.size(); ++i) ranked.wrong.push_back(top.predicted[i] != truth[i]);
  return ranked;
}

double auroc_of(const RankedErrors& ranked, const ExampleCounts& counts) {
  const auto& [order, starts] = ranked.by_entropy;
  std::int64_t right = 0;
  std::int64_t wrong = 0;
  std::int64_t twice_won = 0;  // pairs (wrong, right) in which the wrong one has the higher entropy, ties 1
  for (std::size_t group = 0; group + 1 < starts.size(); ++group) {
    std::int64_t right_here = 0;
    std::int64_t wrong_here = 0;
    for (std::size_t k = starts[group]; k < starts[group + 1]; ++k) {
      (ranked.wrong[order[k]] ? wrong_here : right_here) += counts[order[k]];
    }
    twice_won += wrong_here * (2 * right + right_here);
    right += right_here;
    wrong += wrong_here;
  }
  if (right == 0 || wrong == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(twice_won) / 2.0 / static_cast<double>(right) / static_cast<double>(wrong);
}

CountedMetric counted_auroc(const Predictive& predictive, const torch::Tensor& labels) {
  return [ranked = ranked_errors(predictive, labels)](const ExampleCounts& counts) {
    return auroc_of(ranked, counts);
  };
}

}  // namespace

double misclassification_auroc(const Predictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_auroc(predictive, labels), predictive);
}

Metric misclassification_auroc_metric() {
  return {"misclassification_auroc",   "AUROC of errors by predictive entropy",
          "Hendrycks and Gimpel 2017", true,
          misclassification_auroc,     counted_auroc};
}

}  // namespace bayes
