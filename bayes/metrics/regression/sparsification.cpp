#include "bayes/metrics/regression/sparsification.h"

#include <torch/torch.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "bayes/metrics/selective/tie_groups.h"

namespace bayes {
namespace {

/// What examples are ranked by; a number, as the options of parts are.
enum RankedBy : std::int64_t { kTotal, kEpistemic, kError };

torch::Tensor ranks_of(const MixturePredictive& predictive, const torch::Tensor& errors, RankedBy by) {
  if (by == kError) return errors;
  return by == kTotal ? predictive.uncertainty().total : predictive.uncertainty().epistemic;
}

class ErrorRanking {
 public:
  ErrorRanking(const MixturePredictive& predictive, const torch::Tensor& targets, RankedBy by) {
    const auto all = (targets - predictive.mean()).abs().mean(/*dim=*/1);
    const auto errors = numbers_of(all);
    auto [order, starts] = tie_groups(numbers_of(ranks_of(predictive, all, by)));
    for (const auto i : order) examples_.push_back({static_cast<std::uint32_t>(i), errors[i]});
    starts_ = std::move(starts);
  }

  /// Mean error of the k + 1 examples of lowest rank: [examples that count].
  std::vector<double> sums(const ExampleCounts& counts) const {
    std::vector<double> means;
    means.reserve(counts.size());
    double below = 0.0;
    for (std::size_t group = 0; group + 1 < starts_.size(); ++group) {
      std::int64_t here = 0;
      double errors = 0.0;
      for (std::size_t k = starts_[group]; k < starts_[group + 1]; ++k) {
        here += counts[examples_[k].index];
        errors += counts[examples_[k].index] * examples_[k].error;
      }
      for (std::int64_t j = 1; j <= here; ++j) {
        const double left = below + errors * (static_cast<double>(j) / static_cast<double>(here));
        means.push_back(left / static_cast<double>(means.size() + 1));
      }
      below += errors;
    }
    return means;
  }

 private:
  struct Example {
    std::uint32_t index;
    double error;
  };
  std::vector<Example> examples_;    ///< [N], by rank
  std::vector<std::size_t> starts_;  ///< [groups + 1], where those of equal rank begin
};

RegressionMetric ause(RankedBy by, MetricInfo info) {
  info.reference = "Ilg et al. 2018";
  auto metric = regression_metric(std::move(info), [by](const TargetedMixture& examples) -> CountedMetric {
    return [ranking = examples.part<ErrorRanking>(by),
            oracle = examples.part<ErrorRanking>(kError)](const Resample& resample) {
      const auto &errors = resample.sums(*ranking), &least = resample.sums(*oracle);
      double area = 0.0;
      for (std::size_t k = 0; k < errors.size(); ++k) area += errors[k] - least[k];
      return area / static_cast<double>(errors.size()) / errors.back();
    };
  });
  metric.least_events = RegressionMetric::kLeastRankedEvents;
  return metric;
}

}  // namespace

SparsificationCurve sparsification_curve(const MixturePredictive& predictive, const torch::Tensor& targets) {
  const TargetedMixture examples(predictive, targets);
  const ExampleCounts once(static_cast<std::size_t>(predictive.examples()), 1);
  const auto errors_by = [&](RankedBy by) { return examples.part<ErrorRanking>(by)->sums(once); };
  const auto total = errors_by(kTotal), epistemic = errors_by(kEpistemic), least = errors_by(kError);
  SparsificationCurve curve;
  for (std::size_t percent = 0; percent < 100; ++percent) {
    const std::size_t last = once.size() - percent * once.size() / 100 - 1;
    curve.removed.push_back(static_cast<double>(percent) / 100.0);
    curve.by_total.push_back(total[last]);
    curve.by_epistemic.push_back(epistemic[last]);
    curve.oracle.push_back(least[last]);
    curve.random.push_back(least.back());
  }
  return curve;
}

RegressionMetric ause_total_metric() {
  return ause(kTotal, {"ause_total", "Area under the sparsification error curve by total variance",
                       Better::kLower, Unit::kPlain, "AUSE, total"});
}

RegressionMetric ause_epistemic_metric() {
  return ause(kEpistemic,
              {"ause_epistemic", "Area under the sparsification error curve by epistemic variance",
               Better::kLower, Unit::kPlain, "AUSE, epistemic"});
}

}  // namespace bayes
