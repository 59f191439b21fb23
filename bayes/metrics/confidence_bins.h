#pragma once

#include <cstdint>
#include <vector>

#include "bayes/metrics/metric.h"

namespace bayes {

/// The literature's number of bins (Guo et al. 2017).
constexpr std::int64_t kCalibrationBins = 15;

/// Throws `Error` where `bins` is not at least 1.
void require_bins(std::int64_t bins);

/// The equal-width bin, in [0, bins), of a probability. Bin b holds (b / bins, (b + 1) / bins], so that 1.0
/// lies in the last; 0.0, which no interval of this kind holds, lies in the first.
std::int64_t equal_width_bin(double probability, std::int64_t bins);

/// What lies in one bin: sums over its examples, each as often as it counts.
struct BinSums {
  std::int64_t count = 0;
  double confidence = 0.0;
  double correct = 0.0;
};

/// The examples sorted into equal-width bins of their top probability.
class ConfidenceBins {
 public:
  /// Throws `Error` as `require_labels` and `require_bins`.
  ConfidenceBins(const CategoricalPredictive& predictive, const torch::Tensor& labels, std::int64_t bins);

  /// [bins]
  std::vector<BinSums> sums(const ExampleCounts& counts) const;

 private:
  struct Example {
    std::uint32_t index;
    std::int32_t correct;  ///< 1 where the prediction is the label, else 0
    double confidence;
  };
  std::vector<std::vector<Example>> bins_;  ///< of each bin, in their order
};

}  // namespace bayes
