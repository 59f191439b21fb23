#include "bayes/metrics/risk_coverage.h"

#include <cstddef>

#include "bayes/metrics/tie_groups.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

struct ConfidenceRanking {
  TieGroups by_doubt;               ///< ascending in -confidence
  std::vector<std::int32_t> wrong;  ///< [N], 1 where the prediction is not the label
};

ConfidenceRanking ranked_by_confidence(const Predictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  ConfidenceRanking ranked;
  std::vector<double> doubt;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    doubt.push_back(-top.confidence[i]);
    ranked.wrong.push_back(top.predicted[i] == truth[i] ? 0 : 1);
  }
  ranked.by_doubt = tie_groups(doubt);
  return ranked;
}

double area_of(const ConfidenceRanking& ranked, const ExampleCounts& counts) {
  const auto& [order, starts] = ranked.by_doubt;
  double area = 0.0;
  std::int64_t covered = 0;
  std::int64_t errors = 0;
  for (std::size_t group = 0; group + 1 < starts.size(); ++group) {
    std::int64_t members = 0;
    std::int64_t wrong = 0;
    for (std::size_t k = starts[group]; k < starts[group + 1]; ++k) {
      members += counts[order[k]];
      wrong += counts[order[k]] * ranked.wrong[order[k]];
    }
    for (std::int64_t j = 1; j <= members; ++j) {
      const double expected_errors =
          static_cast<double>(errors) + static_cast<double>(wrong * j) / static_cast<double>(members);
      area += expected_errors / static_cast<double>(covered + j);
    }
    covered += members;
    errors += wrong;
  }
  return area / static_cast<double>(covered);
}

CountedMetric counted_area(const Predictive& predictive, const torch::Tensor& labels) {
  return [ranked = ranked_by_confidence(predictive, labels)](const ExampleCounts& counts) {
    return area_of(ranked, counts);
  };
}

}  // namespace

double area_under_risk_coverage(const Predictive& predictive, const torch::Tensor& labels) {
  return each_once(counted_area(predictive, labels), predictive);
}

Metric area_under_risk_coverage_metric() {
  return {"aurc",
          "Area under the risk-coverage curve",
          "Geifman et al. 2019",
          false,
          area_under_risk_coverage,
          counted_area};
}

}  // namespace bayes
