#include "bayes/metrics/regression/predictive_intervals.h"

#include <torch/torch.h>

#include <cmath>
#include <cstddef>
#include <string>

#include "bayes/core/error.h"
#include "bayes/metrics/regression/pit_values.h"

namespace bayes {
namespace {

double share_of_percent(std::int64_t coverage_percent) {
  if (coverage_percent < 1 || coverage_percent > 99) {
    throw Error("coverage is " + std::to_string(coverage_percent) + " %", "central intervals",
                "choose 1 to 99");
  }
  return static_cast<double>(coverage_percent) / 100.0;
}

CountedMetric counted_coverage(const TargetedMixture& examples, double coverage, std::int64_t targets) {
  if (examples.predictive().targets() != targets) {
    throw Error("the predictive has " + std::to_string(examples.predictive().targets()) + " targets",
                "interval coverage", "measure it by the metric of as many targets");
  }
  return [covered = examples.part<PitValues>()->covered(coverage), targets](const Resample& resample) {
    const auto& counts = resample.counts();
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < covered.size(); ++i) sum += counts[i] * covered[i];
    return static_cast<double>(sum) / static_cast<double>(resample.total() * targets);
  };
}

CountedMetric counted_width(const TargetedMixture& examples, double coverage) {
  const auto& predictive = examples.predictive();
  const auto width =
      predictive.quantile((1.0 + coverage) / 2.0) - predictive.quantile((1.0 - coverage) / 2.0);
  return mean_of_scores(numbers_of(width.mean(/*dim=*/1)));
}

CountedMetric counted_sharpness(const TargetedMixture& examples) {
  return [mean = mean_of_scores(numbers_of(examples.predictive().variance().mean(/*dim=*/1)))](
             const Resample& resample) { return std::sqrt(mean(resample)); };
}

}  // namespace

RegressionMetric interval_coverage_metric(std::int64_t coverage_percent, std::int64_t targets) {
  const double coverage = share_of_percent(coverage_percent);
  if (targets < 1) throw Error("there are " + std::to_string(targets) + " targets", "interval coverage", "");
  const auto percent = std::to_string(coverage_percent);
  auto metric = regression_metric({"interval_coverage_" + percent, "Coverage of " + percent + " % intervals",
                                   Better::kNeither, Unit::kShare},
                                  [coverage, targets](const TargetedMixture& examples) {
                                    return counted_coverage(examples, coverage, targets);
                                  });
  if (targets == 1) metric.share_of = [](std::int64_t examples) { return examples; };
  return metric;
}

RegressionMetric interval_width_metric(std::int64_t coverage_percent) {
  const double coverage = share_of_percent(coverage_percent);
  const auto percent = std::to_string(coverage_percent);
  auto metric = regression_metric(
      {"interval_width_" + percent, "Width of " + percent + " % intervals", Better::kNeither, Unit::kTarget},
      [coverage](const TargetedMixture& examples) { return counted_width(examples, coverage); });
  metric.smooth = true;
  return metric;
}

RegressionMetric sharpness_metric() {
  auto metric = regression_metric({"sharpness", "Sharpness (root mean predictive variance)", Better::kNeither,
                                   Unit::kTarget, "Sharpness", "Gneiting et al. 2007; Kuleshov et al. 2018"},
                                  counted_sharpness);
  metric.smooth = true;
  return metric;
}

}  // namespace bayes
