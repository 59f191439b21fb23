#include "bayes/metrics/classification/accuracy.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(Accuracy, GivenThreeImagesWhenOneIsWrongThenTwoThirdsAreRight) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.7, 0.2, 0.1}, {0.3, 0.4, 0.3}, {0.1, 0.5, 0.4}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 1, 2}, torch::kInt64);

  EXPECT_DOUBLE_EQ(accuracy(predictive, labels), 2.0 / 3.0);  // by hand
}

TEST(Accuracy, GivenDrawsWithOtherVotesWhenAveragedThenProbabilitiesDecide) {
  // Two of three draws vote for class 1, but the mean probability of class 0 is (0.9 + 0.4 + 0.4) / 3 > 1/2.
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}}, {{0.4, 0.6}}, {{0.4, 0.6}}}, torch::kFloat64).log()};

  EXPECT_EQ(accuracy(predictive, torch::tensor({0}, torch::kInt64)), 1.0);
}

TEST(Accuracy, GivenEquallyProbableClassesWhenPredictedThenTheLowestCounts) {
  const CategoricalPredictive predictive{torch::full({1, 2, 4}, 0.25, torch::kFloat64).log()};

  EXPECT_EQ(accuracy(predictive, torch::tensor({0, 3}, torch::kInt64)), 0.5);
}

}  // namespace
}  // namespace bayes
