#include "bayes/metrics/adaptive_calibration_error.h"

#include <cmath>
#include <cstddef>
#include <numeric>

#include "bayes/metrics/tie_groups.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

struct RankedExamples {
  TieGroups by_confidence;
  std::vector<double> gap;  ///< [N], correct - confidence
};

RankedExamples ranked_examples(const Predictive& predictive, const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, predictive);
  const auto top = top_prediction(predictive);
  RankedExamples examples{tie_groups(top.confidence), {}};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    examples.gap.push_back((top.predicted[i] == truth[i] ? 1.0 : 0.0) - top.confidence[i]);
  }
  return examples;
}

double error_of(const RankedExamples& examples, const ExampleCounts& counts, std::int64_t bins) {
  const auto& [order, starts] = examples.by_confidence;
  const auto total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  std::vector<double> gaps(static_cast<std::size_t>(bins), 0.0);
  std::int64_t below = 0;
  for (std::size_t group = 0; group + 1 < starts.size(); ++group) {
    double gap = 0.0;
    std::int64_t members = 0;
    for (std::size_t k = starts[group]; k < starts[group + 1]; ++k) {
      gap += counts[order[k]] * examples.gap[order[k]];
      members += counts[order[k]];
    }
    if (members == 0) continue;
    // Mean rank + 1/2 = below + members / 2, kept in whole numbers: no rounding decides the bin.
    gaps[static_cast<std::size_t>(bins * (2 * below + members) / (2 * total))] += gap;
    below += members;
  }
  double sum = 0.0;
  for (const double gap : gaps) sum += std::abs(gap);
  return sum / static_cast<double>(total);
}

CountedMetric counted_adaptive_error(const Predictive& predictive, const torch::Tensor& labels,
                                     std::int64_t bins) {
  require_bins(bins);
  return [examples = ranked_examples(predictive, labels), bins](const ExampleCounts& counts) {
    return error_of(examples, counts, bins);
  };
}

}  // namespace

double adaptive_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return each_once(counted_adaptive_error(predictive, labels, bins), predictive);
}

Metric adaptive_calibration_error_metric() {
  return {"ece_adaptive",
          "Adaptive calibration error",
          "Nguyen and O'Connor 2015; Nixon et al. 2019",
          false,
          [](const Predictive& predictive, const torch::Tensor& labels) {
            return adaptive_calibration_error(predictive, labels);
          },
          [](const Predictive& predictive, const torch::Tensor& labels) {
            return counted_adaptive_error(predictive, labels, kCalibrationBins);
          }};
}

}  // namespace bayes
