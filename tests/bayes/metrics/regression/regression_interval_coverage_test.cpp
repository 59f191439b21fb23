#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "bayes/metrics/resampling/bootstrap.h"
#include "tests/bayes/metrics/regression/all_regression_metrics.h"
#include "tests/bayes/metrics/regression/golden_regression.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamples = 300;
constexpr std::int64_t kManyExamples = 100000;
constexpr std::int64_t kResamples = 200;
constexpr int kSets = 400;

/// Errors are normal with a standard deviation that varies; the predictive knows a power of it, times a
/// factor below 1 where it is too sure, and is off by a bias.
struct World {
  double known;
  double factor;
  double bias;
};

NumberedExamples draw_numbers(const World& world, std::int64_t examples) {
  const auto sd = (0.5 * torch::randn({examples, 1}, torch::kFloat64)).exp();
  const auto location = torch::randn({examples, 1}, torch::kFloat64);
  const auto targets = location + world.bias + sd * torch::randn({examples, 1}, torch::kFloat64);
  // Two draws that differ, so that there is epistemic variance; the mixture's variance is the one known.
  const auto known = world.factor * sd.pow(world.known) * (0.1 * torch::randn_like(sd)).exp();
  const auto apart = 0.3 * known * torch::rand_like(known);
  const auto scale = (known * known - apart * apart).sqrt();
  return {MixturePredictive(torch::stack({location - apart, location + apart}), torch::stack({scale, scale})),
          targets};
}

// Quantiles of 200 resamples of 300 examples hold the truth in about 92 % of all sets, 0.92 +- 0.014 of 400:
// metrics whose intervals hold it in 83 % or less are found with a probability of 95 %. In a simulation by
// NumPy percentiles cover a calibration area that is 0 never, and 0.91 to 0.95 of the others; those of an
// AUSE of root mean squares cover 0.86.
TEST(RegressionIntervalCoverage, GivenManySetsWhenMeasuredThenIntervalsCover) {
  for (const World& world : {World{1.0, 1.0, 0.0}, World{0.5, 0.7, 0.0}, World{0.0, 1.3, 0.3}}) {
    const auto metrics = all_regression_metrics(1);
    torch::manual_seed(1);
    const auto population = draw_numbers(world, kManyExamples);
    const auto truth = metric_values(metrics, population.predictive, population.targets);
    std::vector<int> covered(metrics.size(), 0), held(metrics.size(), 0);
    for (int set = 0; set < kSets; ++set) {
      const auto data = draw_numbers(world, kExamples);
      const auto values = metric_values(metrics, data.predictive, data.targets);
      const auto intervals = bootstrap_intervals(metrics, data.predictive, data.targets, kResamples, set);
      for (std::size_t m = 0; m < metrics.size(); ++m) {
        const auto [low, high] = intervals[m];
        covered[m] += low <= truth[m] && truth[m] <= high ? 1 : 0;
        held[m] += low <= values[m] && values[m] <= high ? 1 : 0;
      }
    }

    for (std::size_t m = 0; m < metrics.size(); ++m) {
      const auto where = metrics[m].key + ", known " + std::to_string(world.known);
      EXPECT_GE(covered[m], (metrics[m].share_of ? 0.93 : 0.86) * kSets) << where;
      EXPECT_EQ(held[m], kSets) << where;
    }
  }
}

}  // namespace
}  // namespace bayes
