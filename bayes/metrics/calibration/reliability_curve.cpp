#include "bayes/metrics/calibration/reliability_curve.h"

#include <cstddef>

namespace bayes {

std::vector<ReliabilityBin> reliability_curve(const CategoricalPredictive& predictive,
                                              const torch::Tensor& labels, std::int64_t bins) {
  const ConfidenceBins binned(predictive, labels, bins);
  const auto sums = binned.sums(ExampleCounts(static_cast<std::size_t>(predictive.examples()), 1));
  std::vector<ReliabilityBin> curve;
  for (std::size_t b = 0; b < sums.size(); ++b) {
    const auto count = static_cast<double>(sums[b].count);
    const double low = static_cast<double>(b) / static_cast<double>(bins);
    const double high = static_cast<double>(b + 1) / static_cast<double>(bins);
    // 0 / 0 is the NaN of an empty bin.
    curve.push_back({low, high, sums[b].count, sums[b].confidence / count, sums[b].correct / count});
  }
  return curve;
}

}  // namespace bayes
