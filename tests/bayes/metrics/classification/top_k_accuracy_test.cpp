#include "bayes/metrics/classification/top_k_accuracy.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include "bayes/core/error.h"
#include "bayes/metrics/classification/accuracy.h"
#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

TEST(TopKAccuracy, GivenThreeImagesWhenTheLabelIsFirstSecondAndThirdThenEachKAddsOne) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.7, 0.2, 0.1}, {0.5, 0.3, 0.2}, {0.1, 0.5, 0.4}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 1, 0}, torch::kInt64);

  EXPECT_DOUBLE_EQ(top_k_accuracy(predictive, labels, 1), 1.0 / 3);  // by hand
  EXPECT_DOUBLE_EQ(top_k_accuracy(predictive, labels, 2), 2.0 / 3);
  EXPECT_DOUBLE_EQ(top_k_accuracy(predictive, labels, 3), 1.0);
  EXPECT_DOUBLE_EQ(top_k_accuracy(predictive, labels, 7), 1.0);
}

RC_GTEST_PROP(TopKAccuracy, GivenAnyExamplesWhenOnlyTheTopClassCountsThenItIsTheAccuracy, ()) {
  const auto cases = *random_cases();

  RC_ASSERT(top_k_accuracy(cases.predictive, cases.labels, 1) == accuracy(cases.predictive, cases.labels));
}

TEST(TopKAccuracy, GivenNoClassesToTakeWhenMeasuredThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.5}}}, torch::kFloat64).log()};

  EXPECT_THROW(top_k_accuracy(predictive, torch::tensor({0}, torch::kInt64), 0), Error);
}

}  // namespace
}  // namespace bayes
