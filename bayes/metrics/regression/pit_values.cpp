#include "bayes/metrics/regression/pit_values.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "bayes/core/error.h"
#include "bayes/metrics/confidence_bins.h"

namespace bayes {
namespace {

/// -2 times the antiderivative, in p, of |share - p|.
double signed_square(double share, double p) { return (share - p) * std::abs(share - p); }

}  // namespace

PitValues::PitValues(const MixturePredictive& predictive, const torch::Tensor& targets)
    : targets_(predictive.targets()), values_(numbers_of(predictive.cdf(targets))) {
  const auto count = static_cast<std::size_t>(targets_);
  sorted_.resize(count);
  for (std::size_t i = 0; i < values_.size(); ++i)
    sorted_[i % count].emplace_back(values_[i], static_cast<std::uint32_t>(i / count));
  for (auto& of_target : sorted_) std::sort(of_target.begin(), of_target.end());
}

std::vector<std::int32_t> PitValues::covered(double coverage) const {
  const auto count = static_cast<std::size_t>(targets_);
  std::vector<std::int32_t> covered(values_.size() / count, 0);
  for (std::size_t i = 0; i < values_.size(); ++i)
    covered[i / count] += is_central(values_[i], coverage) ? 1 : 0;
  return covered;
}

std::vector<double> PitValues::sums(const ExampleCounts& counts) const {
  std::int64_t total = 0;
  for (const auto count : counts) total += count;
  std::vector<double> areas;
  for (const auto& of_target : sorted_) {
    double twice = 0.0, from = 0.0, share = 0.0;
    std::int64_t below = 0;
    for (const auto& [pit, example] : of_target) {
      twice += signed_square(share, from) - signed_square(share, pit);
      below += counts[example];
      share = static_cast<double>(below) / static_cast<double>(total);
      from = pit;
    }
    areas.push_back((twice + signed_square(share, from) - signed_square(share, 1.0)) / 2.0);
  }
  return areas;
}

bool is_central(double pit, double coverage) { return 2.0 * std::abs(pit - 0.5) <= coverage; }

std::vector<double> checked_pit(const torch::Tensor& pit) {
  const bool fits = pit.defined() && pit.dim() == 1 && pit.size(0) > 0 && pit.is_floating_point();
  if (!fits || !pit.ge(0.0).logical_and(pit.le(1.0)).all().item<bool>()) {
    throw Error("the transforms are not numbers in [0, 1] of shape [examples]", "pit",
                "give a column of MixturePredictive::cdf");
  }
  return numbers_of(pit);
}

PitHistogram pit_histogram(const torch::Tensor& pit, std::int64_t bins) {
  require_bins(bins);
  const auto values = checked_pit(pit);
  PitHistogram histogram;
  for (std::int64_t edge = 0; edge <= bins; ++edge)
    histogram.edges.push_back(static_cast<double>(edge) / static_cast<double>(bins));
  std::vector<std::int64_t> counts(static_cast<std::size_t>(bins), 0);
  for (const double value : values) {
    const auto bin = static_cast<std::int64_t>(value * static_cast<double>(bins));
    ++counts[static_cast<std::size_t>(std::min(bin, bins - 1))];
  }
  for (const auto count : counts)
    histogram.shares.push_back(static_cast<double>(count) / static_cast<double>(values.size()));
  return histogram;
}

}  // namespace bayes
