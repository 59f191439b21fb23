#include "bayes/metrics/classwise_calibration_error.h"

#include <cmath>
#include <cstddef>

namespace bayes {
namespace {

/// One class's probability for one example.
struct Cell {
  std::size_t bin;  ///< in [0, C * bins): bins of class 0, of class 1, …
  double gap;       ///< [label is the class] - probability
};

std::vector<Cell> binned_cells(const Predictive& predictive, const torch::Tensor& labels, std::int64_t bins) {
  const auto truth = checked_labels(labels, predictive);
  const auto probabilities = predictive.mean_probabilities().contiguous();
  const double* probability = probabilities.data_ptr<double>();
  std::vector<Cell> cells;
  cells.reserve(static_cast<std::size_t>(probabilities.numel()));
  for (const std::int64_t label : truth) {
    for (std::int64_t c = 0; c < predictive.classes(); ++c, ++probability) {
      const auto bin = static_cast<std::size_t>(c * bins + equal_width_bin(*probability, bins));
      cells.push_back({bin, (c == label ? 1.0 : 0.0) - *probability});
    }
  }
  return cells;
}

CountedMetric counted_classwise_error(const Predictive& predictive, const torch::Tensor& labels,
                                      std::int64_t bins) {
  require_bins(bins);
  const auto classes = static_cast<std::size_t>(predictive.classes());
  const std::size_t all_bins = classes * static_cast<std::size_t>(bins);
  return [cells = binned_cells(predictive, labels, bins), classes, all_bins](const ExampleCounts& counts) {
    std::vector<double> gaps(all_bins, 0.0);
    std::int64_t total = 0;
    const Cell* cell = cells.data();
    for (const std::int32_t count : counts) {
      for (std::size_t c = 0; c < classes; ++c, ++cell) gaps[cell->bin] += count * cell->gap;
      total += count;
    }
    double sum = 0.0;
    for (const double gap : gaps) sum += std::abs(gap);
    return sum / static_cast<double>(total) / static_cast<double>(classes);
  };
}

}  // namespace

double classwise_calibration_error(const Predictive& predictive, const torch::Tensor& labels,
                                   std::int64_t bins) {
  return each_once(counted_classwise_error(predictive, labels, bins), predictive);
}

Metric classwise_calibration_error_metric() {
  return {"ece_classwise",
          "Class-wise calibration error",
          "Kull et al. 2019; Nixon et al. 2019",
          false,
          [](const Predictive& predictive, const torch::Tensor& labels) {
            return classwise_calibration_error(predictive, labels);
          },
          [](const Predictive& predictive, const torch::Tensor& labels) {
            return counted_classwise_error(predictive, labels, kCalibrationBins);
          }};
}

}  // namespace bayes
