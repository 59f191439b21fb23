#include "bayes/metrics/selective/confident_share.h"

#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

CountedMetric counted_confident_share(const CategoricalPredictive& predictive,
                                      std::int64_t confidence_percent) {
  if (confidence_percent < 1 || confidence_percent > 99) {
    throw Error("confidence is " + std::to_string(confidence_percent) + " %", "confident share",
                "choose 1 to 99");
  }
  const double least = static_cast<double>(confidence_percent) / 100.0;
  std::vector<bool> confident;
  for (const double confidence : top_prediction(predictive).confidence) {
    confident.push_back(confidence > least);
  }
  return share_of_examples(confident);
}

}  // namespace

double confident_share(const CategoricalPredictive& predictive, std::int64_t confidence_percent) {
  return each_once(counted_confident_share(predictive, confidence_percent), predictive);
}

Metric confident_share_metric(std::int64_t confidence_percent) {
  const auto percent = std::to_string(confidence_percent);
  Metric metric{{"confident_share_" + percent, "Share above " + percent + " % confidence", Better::kNeither,
                 Unit::kShare},
                {},
                [confidence_percent](const CategoricalPredictive& predictive, const torch::Tensor& labels) {
                  require_labels(labels, predictive);
                  return confident_share(predictive, confidence_percent);
                },
                [confidence_percent](const LabelledPredictive& examples) {
                  return counted_confident_share(examples.predictive(), confidence_percent);
                }};
  metric.share_of = [](std::int64_t examples) { return examples; };
  return metric;
}

}  // namespace bayes
