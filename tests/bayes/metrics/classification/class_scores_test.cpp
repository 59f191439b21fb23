#include "bayes/metrics/classification/class_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(ClassScores, GivenAConfusionMatrixWhenScoredThenSharesAreThoseByHand) {
  const auto scores = class_scores(torch::tensor({{3, 1, 0}, {2, 4, 0}, {0, 0, 5}}, torch::kInt64));

  ASSERT_EQ(scores.size(), 3u);
  EXPECT_DOUBLE_EQ(scores[0].precision, 3.0 / 5);
  EXPECT_DOUBLE_EQ(scores[0].recall, 3.0 / 4);
  EXPECT_DOUBLE_EQ(scores[0].f1, 2 * 0.6 * 0.75 / (0.6 + 0.75));
  EXPECT_EQ(scores[0].support, 4);
  EXPECT_DOUBLE_EQ(scores[1].precision, 4.0 / 5);
  EXPECT_DOUBLE_EQ(scores[1].recall, 4.0 / 6);
  EXPECT_EQ(scores[2].f1, 1.0);
}

TEST(ClassScores, GivenClassesThatDoNotOccurWhenScoredThenWhatIsNotDefinedIsNaN) {
  // Class 0 is never predicted, class 1 never occurs, class 2 neither.
  const auto scores = class_scores(torch::tensor({{0, 2, 0}, {0, 0, 0}, {0, 0, 0}}, torch::kInt64));

  EXPECT_TRUE(std::isnan(scores[0].precision));
  EXPECT_EQ(scores[0].recall, 0.0);
  EXPECT_EQ(scores[0].f1, 0.0);
  EXPECT_EQ(scores[1].precision, 0.0);
  EXPECT_TRUE(std::isnan(scores[1].recall));
  EXPECT_EQ(scores[1].f1, 0.0);
  EXPECT_TRUE(std::isnan(scores[2].f1));
  EXPECT_EQ(scores[2].support, 0);
}

TEST(ClassScores, GivenNoSquareMatrixWhenScoredThenErrorIsThrown) {
  EXPECT_THROW(class_scores(torch::zeros({2, 3}, torch::kInt64)), Error);
  EXPECT_THROW(class_scores(torch::zeros({2, 2}, torch::kFloat64)), Error);
  EXPECT_THROW(class_scores(torch::Tensor()), Error);
}

}  // namespace
}  // namespace bayes
