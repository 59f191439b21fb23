#include "bayes/metrics/selective/selective_accuracy.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "bayes/metrics/classification/accuracy.h"

namespace bayes {
namespace {

CategoricalPredictive of_confidence(std::vector<double> confidences) {
  const auto top = torch::tensor(confidences, torch::kFloat64);
  return CategoricalPredictive{torch::stack({top, 1 - top}, /*dim=*/1).unsqueeze(0).log()};
}

TEST(SelectiveAccuracy, GivenFiveImagesWhenTheLeastConfidentAreHandedOnThenTheRestIsMeasured) {
  const auto predictive = of_confidence({0.6, 0.95, 0.9, 0.8, 0.7});
  const auto labels = torch::tensor({1, 0, 0, 1, 0}, torch::kInt64);

  EXPECT_DOUBLE_EQ(selective_accuracy(predictive, labels, 80), 3.0 / 4);  // by hand: all but 0.6
  EXPECT_DOUBLE_EQ(selective_accuracy(predictive, labels, 60), 2.0 / 3);
  EXPECT_DOUBLE_EQ(selective_accuracy(predictive, labels, 41), 2.0 / 3);  // 2.05 images are 3
  EXPECT_DOUBLE_EQ(selective_accuracy(predictive, labels, 1), 1.0);
  EXPECT_DOUBLE_EQ(selective_accuracy(predictive, labels, 100), accuracy(predictive, labels));
}

TEST(SelectiveAccuracy, GivenATieAtTheEndWhenMeasuredThenItCountsInProportion) {
  const auto predictive = of_confidence({0.9, 0.7, 0.7, 0.7});

  const double measured = selective_accuracy(predictive, torch::tensor({0, 0, 1, 1}, torch::kInt64), 50);

  EXPECT_NEAR(measured, (1 + 1.0 / 3) / 2, 1e-12);  // by hand: one of the three, of which a third is right
}

TEST(SelectiveAccuracy, GivenACoverageThatRoundsWhenMeasuredThenNoImageTooManyIsTaken) {
  // 0.07 * 100 is 7.000000000000001 in double precision.
  auto confidences = std::vector<double>(100, 0.6);
  for (std::size_t i = 0; i < 7; ++i) confidences[i] = 0.9;
  auto labels = torch::ones({100}, torch::kInt64);
  labels.slice(0, 0, 7).zero_();

  EXPECT_EQ(selective_accuracy(of_confidence(confidences), labels, 7), 1.0);
}

TEST(SelectiveAccuracy, GivenNoCoverageWhenMeasuredThenErrorIsThrown) {
  const auto labels = torch::tensor({0}, torch::kInt64);

  EXPECT_THROW(selective_accuracy(of_confidence({0.9}), labels, 0), Error);
  EXPECT_THROW(selective_accuracy(of_confidence({0.9}), labels, 101), Error);
}

}  // namespace
}  // namespace bayes
