#include "bayes/metrics/classification/confusion_matrix.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(ConfusionMatrix, GivenThreeImagesWhenCountedThenRowsAreTrueClasses) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.7, 0.2, 0.1}, {0.1, 0.8, 0.1}, {0.1, 0.7, 0.2}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 2, 2}, torch::kInt64);

  const auto matrix = confusion_matrix(predictive, labels);

  EXPECT_TRUE(matrix.equal(torch::tensor({{1, 0, 0}, {0, 0, 0}, {0, 2, 0}}, torch::kInt64)));  // by hand
}

}  // namespace
}  // namespace bayes
