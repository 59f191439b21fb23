#include "bayes/metrics/selective/selective_accuracy.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/metrics/confidence_ranking.h"

namespace bayes {
namespace {

/// In whole numbers: 0.95 N may round to more than it is.
std::int64_t answered_of(std::int64_t examples, std::int64_t coverage_percent) {
  return (coverage_percent * examples + 99) / 100;
}

CountedMetric counted_selective_accuracy(const LabelledPredictive& examples, std::int64_t coverage_percent) {
  if (coverage_percent < 1 || coverage_percent > 100) {
    throw Error("coverage is " + std::to_string(coverage_percent) + " %", "selective accuracy",
                "choose 1 to 100");
  }
  return [ranking = examples.part<ConfidenceRanking>(), coverage_percent](const Resample& resample) {
    const std::int64_t answered = answered_of(resample.total(), coverage_percent);
    std::int64_t left = answered;
    std::int64_t right = 0;
    double part = 0.0;  // of the last group, of which not all may be answered
    for (const auto& group : resample.sums(*ranking)) {
      if (group.count > left) {
        part = static_cast<double>(left * group.correct) / static_cast<double>(group.count);
        break;
      }
      left -= group.count;
      right += group.correct;
    }
    return (static_cast<double>(right) + part) / static_cast<double>(answered);
  };
}

}  // namespace

double selective_accuracy(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                          std::int64_t coverage_percent) {
  return each_once(counted_selective_accuracy({predictive, labels}, coverage_percent), predictive);
}

Metric selective_accuracy_metric(std::int64_t coverage_percent) {
  const auto percent = std::to_string(coverage_percent);
  Metric metric{{"selective_accuracy_" + percent, "Accuracy of the " + percent + " % most confident",
                 Better::kHigher, Unit::kShare, "", "Geifman and El-Yaniv 2017"},
                {},
                [coverage_percent](const CategoricalPredictive& predictive, const torch::Tensor& labels) {
                  return selective_accuracy(predictive, labels, coverage_percent);
                },
                [coverage_percent](const LabelledPredictive& examples) {
                  return counted_selective_accuracy(examples, coverage_percent);
                }};
  metric.share_of = [coverage_percent](std::int64_t examples) {
    return answered_of(examples, coverage_percent);
  };
  return metric;
}

}  // namespace bayes
