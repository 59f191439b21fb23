#include "bayes/metrics/class_bins.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(ClassBins, GivenTwoImagesWhenBinnedThenEachClassHasItsOwnBins) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.7, 0.2, 0.1}, {0.1, 0.6, 0.3}}}, torch::kFloat64).log()};

  const auto sums = ClassBins(predictive, torch::tensor({0, 2}, torch::kInt64), /*bins=*/2).sums({1, 3});

  ASSERT_EQ(sums.size(), 6u);  // by hand, classes 0, 1, 2 with bins (0, 0.5] and (0.5, 1]
  const double confidence[] = {3 * 0.1, 0.7, 0.2, 3 * 0.6, 0.1 + 3 * 0.3, 0.0};
  const std::int64_t count[] = {3, 1, 1, 3, 4, 0};
  const double correct[] = {0, 1, 0, 0, 3, 0};
  for (std::size_t b = 0; b < sums.size(); ++b) {
    EXPECT_EQ(sums[b].count, count[b]) << b;
    EXPECT_NEAR(sums[b].confidence, confidence[b], 1e-12) << b;
    EXPECT_EQ(sums[b].correct, correct[b]) << b;
  }
}

TEST(ClassBins, GivenNoBinsWhenMadeThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.5}}}, torch::kFloat64).log()};

  EXPECT_THROW(ClassBins(predictive, torch::tensor({0}, torch::kInt64), 0), Error);
}

}  // namespace
}  // namespace bayes
