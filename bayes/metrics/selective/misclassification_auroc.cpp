#include "bayes/metrics/selective/misclassification_auroc.h"

#include <cstddef>
#include <limits>
#include <utility>

#include "bayes/metrics/selective/tie_groups.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

/// The examples by predictive entropy, and whether they are predicted wrong.
class EntropyRanking {
 public:
  EntropyRanking(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
    const auto truth = checked_labels(labels, predictive);
    const auto top = top_prediction(predictive);
    const auto entropy = predictive_entropy(predictive);
    const auto* first = entropy.data_ptr<double>();
    auto [order, starts] = tie_groups({first, first + entropy.numel()});
    for (const auto i : order) examples_.push_back({i, top.predicted[i] == truth[i] ? 0 : 1});
    starts_ = std::move(starts);
  }

  double auroc(const ExampleCounts& counts) const {
    std::int64_t right = 0;
    std::int64_t wrong = 0;
    std::int64_t twice_won = 0;  // pairs (wrong, right) in which the wrong one has the higher entropy, ties 1
    for (std::size_t group = 0; group + 1 < starts_.size(); ++group) {
      std::int64_t here = 0;
      std::int64_t wrong_here = 0;
      for (std::size_t k = starts_[group]; k < starts_[group + 1]; ++k) {
        here += counts[examples_[k].index];
        wrong_here += counts[examples_[k].index] * examples_[k].wrong;
      }
      twice_won += wrong_here * (2 * right + here - wrong_here);
      right += here - wrong_here;
      wrong += wrong_here;
    }
    if (right == 0 || wrong == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(twice_won) / 2.0 / static_cast<double>(right) / static_cast<double>(wrong);
  }

 private:
  struct Example {
    std::size_t index;
    std::int32_t wrong;  ///< 1 where the prediction is not the label, else 0
  };
  std::vector<Example> examples_;    ///< [N], by entropy
  std::vector<std::size_t> starts_;  ///< [groups + 1], where those of equal entropy begin
};

CountedMetric counted_auroc(const LabelledPredictive& examples) {
  return [ranking = EntropyRanking(examples.predictive(), examples.targets())](const Resample& resample) {
    return ranking.auroc(resample.counts());
  };
}

}  // namespace

double misclassification_auroc(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_auroc({predictive, labels}), predictive);
}

Metric misclassification_auroc_metric() {
  Metric metric{{"misclassification_auroc", "AUROC of errors by predictive entropy", Better::kHigher,
                 Unit::kPlain, "AUROC of errors", "Hendrycks and Gimpel 2017"},
                {},
                misclassification_auroc,
                counted_auroc};
  metric.least_events = Metric::kLeastRankedEvents;
  return metric;
}

}  // namespace bayes
