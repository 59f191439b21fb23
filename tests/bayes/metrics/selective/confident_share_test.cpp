#include "bayes/metrics/selective/confident_share.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

// Two draws whose mean has these top probabilities.
CategoricalPredictive of_mean_confidence(const std::vector<double>& confidences) {
  const auto top = torch::tensor(confidences, torch::kFloat64);
  const auto apart = 0.5 * (1.0 - top);
  const auto draw = [](const torch::Tensor& p) { return torch::stack({p, 1 - p}, /*dim=*/1); };
  return CategoricalPredictive{torch::stack({draw(top - apart), draw(top + apart)}).log()};
}

TEST(ConfidentShare, GivenFourImagesWhenMeasuredThenThoseAboveTheConfidenceOfTheMeanCount) {
  const auto predictive = of_mean_confidence({0.995, 0.98, 0.999, 0.6});

  EXPECT_DOUBLE_EQ(confident_share(predictive, 99), 0.5);  // by hand: 0.995 and 0.999
  EXPECT_DOUBLE_EQ(confident_share(predictive, 90), 0.75);
  EXPECT_DOUBLE_EQ(confident_share(predictive, 50), 1.0);
}

TEST(ConfidentShare, GivenOtherLabelsWhenMeasuredThenTheShareIsTheSame) {
  const auto predictive = of_mean_confidence({0.995, 0.98, 0.999, 0.6});
  const auto metric = confident_share_metric(99);

  EXPECT_EQ(metric.value(predictive, torch::tensor({0, 0, 0, 0}, torch::kInt64)),
            metric.value(predictive, torch::tensor({1, 1, 1, 1}, torch::kInt64)));
}

TEST(ConfidentShare, GivenNoConfidenceWhenMeasuredThenErrorIsThrown) {
  EXPECT_THROW(confident_share(of_mean_confidence({0.9}), 0), Error);
  EXPECT_THROW(confident_share(of_mean_confidence({0.9}), 100), Error);
}

}  // namespace
}  // namespace bayes
